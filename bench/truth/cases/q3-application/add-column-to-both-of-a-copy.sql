-- system: clinic
-- expect: nothing
-- because: both tables get the same column last, in one transaction: SELECT * of the one fits into the other
SET lock_timeout = '2s';
ALTER TABLE reminder_done ADD COLUMN attempts int NOT NULL DEFAULT 0;
ALTER TABLE reminder ADD COLUMN attempts int NOT NULL DEFAULT 0;
