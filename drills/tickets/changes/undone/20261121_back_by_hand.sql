-- The tool's own way down began with the index that was never made, and stopped there. This is what they typed.
-- migrate:up transaction:false
ALTER TABLE ticket DROP COLUMN severity;
ALTER TABLE ticket RENAME COLUMN state TO status;
