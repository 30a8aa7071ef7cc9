-- +goose NO TRANSACTION
-- The tool's own way down began with the index that was never made, and stopped there. This is what they typed.
-- +goose Up
ALTER TABLE ticket DROP COLUMN IF EXISTS severity;
ALTER TABLE ticket RENAME COLUMN state TO status;
