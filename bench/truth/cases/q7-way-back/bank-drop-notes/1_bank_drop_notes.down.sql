ALTER TABLE holder ADD COLUMN notes text;
