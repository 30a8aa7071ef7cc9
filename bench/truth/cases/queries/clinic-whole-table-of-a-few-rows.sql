SELECT id, code FROM room WHERE beds > $1;
