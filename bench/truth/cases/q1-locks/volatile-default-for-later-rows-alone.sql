-- system: bank
-- expect: nothing
-- because: a default that is set afterwards holds for rows to come, and no row is written
SET lock_timeout = '2s';
ALTER TABLE card ADD COLUMN token uuid;
ALTER TABLE card ALTER COLUMN token SET DEFAULT gen_random_uuid();
