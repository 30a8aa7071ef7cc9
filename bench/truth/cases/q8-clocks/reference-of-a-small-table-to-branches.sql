-- system: bank
-- expect: nothing
-- because: a hundred rows are read in no time, and nobody deletes a branch
SET lock_timeout = '2s';
ALTER TABLE bank_holiday ADD COLUMN branch_id int REFERENCES branch;
