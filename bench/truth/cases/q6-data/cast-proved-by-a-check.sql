-- system: bank
-- expect: nothing
-- because: a valid CHECK says that every budget is eight digits at most, and an int takes these; two hundred rows are written in no time, and no query asks for them
SET lock_timeout = '2s';
ALTER TABLE campaign DROP CONSTRAINT budget_is_a_number, ALTER COLUMN budget TYPE int USING budget::int;
