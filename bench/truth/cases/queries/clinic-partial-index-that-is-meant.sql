SELECT id, number FROM invoice WHERE paid_at IS NULL AND due_on = $1;
