-- system: bank
-- expect: integer-overflow, statement-fails, statement-may-fail, data-refuses
-- because: a smallint ends at 32767, and the table has more rows than that already
SET lock_timeout = '2s';
ALTER TABLE dispute ADD COLUMN docket smallint GENERATED ALWAYS AS IDENTITY;
