-- system: clinic
-- expect: insert-refused
-- because: prescriptions are inserted without repeats, which is NOT NULL and has no default any more
SET lock_timeout = '2s';
ALTER TABLE prescription ALTER COLUMN repeats DROP DEFAULT;
