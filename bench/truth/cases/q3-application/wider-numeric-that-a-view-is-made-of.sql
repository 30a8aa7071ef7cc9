-- system: bank
-- expect: statement-fails
-- because: the type of a column that a view is made of cannot be changed, however harmless the change
SET lock_timeout = '2s';
ALTER TABLE account ALTER COLUMN balance TYPE numeric(18, 2);
