-- system: bank
-- expect: nothing
-- because: the invalid index of another column has no part in it
SET lock_timeout = '2s';
ALTER TABLE card ADD COLUMN design text;
