-- system: bank
-- expect: invalid-index, statement-fails, statement-may-fail, data-refuses
-- because: a table that is written again gets all of its indexes built again, the invalid one too: its keys are there twice, and the statement fails after all that work
SET lock_timeout = '2s';
ALTER TABLE transfer ALTER COLUMN batch_id TYPE bigint;
