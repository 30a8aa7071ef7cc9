-- Students may say in which language they hand in. A constant default: no row is touched.
ALTER TABLE submission ADD COLUMN language text NOT NULL DEFAULT 'en';
COMMENT ON COLUMN submission.language IS 'ISO 639-1';
