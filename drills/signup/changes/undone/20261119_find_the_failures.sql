-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY sign_in_attempt_failures_idx ON sign_in_attempt (handle) WHERE NOT succeeded;
