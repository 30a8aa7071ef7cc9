SET lock_timeout = '2s';
ALTER TABLE drug ALTER COLUMN strength TYPE numeric(8,2);
