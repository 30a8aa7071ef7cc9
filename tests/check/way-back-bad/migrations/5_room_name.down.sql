ALTER TABLE room ADD COLUMN name text;
