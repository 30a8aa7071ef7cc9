-- system: bank
-- expect: nothing
-- because: now() is stable: it is worked out once, and kept in the catalog for the rows that are there
SET lock_timeout = '2s';
ALTER TABLE card ADD COLUMN registered_at timestamptz NOT NULL DEFAULT now();
