-- system: bank
-- expect: nothing
-- because: the column gets its value for each of the sixty rows before it must have one
SET lock_timeout = '2s';
ALTER TABLE fee_schedule ADD COLUMN currency char(3);
UPDATE fee_schedule SET currency = 'EUR';
ALTER TABLE fee_schedule ALTER COLUMN currency SET NOT NULL;
