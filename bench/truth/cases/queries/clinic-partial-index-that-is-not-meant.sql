SELECT id, number FROM invoice WHERE due_on = $1;
