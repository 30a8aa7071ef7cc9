SET lock_timeout = '2s';
ALTER TABLE claim ALTER COLUMN search DROP DEFAULT;
