-- system: bank
-- expect: nothing
-- because: a valid CHECK says that a budget has eight digits at most; the table is small and idle
SET lock_timeout = '2s';
ALTER TABLE campaign ALTER COLUMN budget TYPE varchar(8);
