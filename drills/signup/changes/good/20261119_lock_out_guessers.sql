-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE member ADD COLUMN second_factor text;
-- The new version counts failures at every sign-in: it needs to find them.
CREATE INDEX CONCURRENTLY sign_in_attempt_failures_idx ON sign_in_attempt (handle) WHERE NOT succeeded;
