-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: the expression is worked out for every row that is there, and some reaches are no numbers
SET lock_timeout = '2s';
ALTER TABLE campaign ADD COLUMN reach_value numeric GENERATED ALWAYS AS (reach::numeric) STORED;
