-- system: bank
-- expect: integer-overflow
-- because: forty million attempts take a number at once and sixty a second after them: a serial is used up in little more than a year
SET lock_timeout = '2s';
ALTER TABLE login_attempt ADD COLUMN number serial;
