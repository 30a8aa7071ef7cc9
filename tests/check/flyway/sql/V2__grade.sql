ALTER TABLE mark ADD COLUMN ${column} text;
