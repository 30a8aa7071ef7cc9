-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one dispute in 150 has its amount with a comma, which is no numeric
SET lock_timeout = '2s';
ALTER TABLE dispute ALTER COLUMN amount TYPE numeric(14, 2) USING amount::numeric;
