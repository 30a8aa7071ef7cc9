-- system: clinic
-- expect: nothing
-- because: the upsert of staff names the column, not the constraint
SET lock_timeout = '2s';
ALTER TABLE staff RENAME CONSTRAINT staff_email_key TO staff_email_unique;
