-- system: bank
-- expect: nothing
-- because: sixty rows by hand, some a year, and 32767 numbers
SET lock_timeout = '2s';
ALTER TABLE fee_schedule ADD COLUMN position smallserial;
