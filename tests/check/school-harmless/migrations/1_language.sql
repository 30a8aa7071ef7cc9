ALTER TABLE submission ADD COLUMN language text NOT NULL DEFAULT 'en';
