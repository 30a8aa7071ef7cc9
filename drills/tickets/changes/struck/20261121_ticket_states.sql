-- +goose NO TRANSACTION
-- +goose Up
SET lock_timeout = '2s';
ALTER TABLE ticket RENAME COLUMN status TO state;
ALTER TABLE ticket ADD COLUMN severity smallint;
ALTER TABLE message ADD COLUMN channel text NOT NULL DEFAULT 'web';
ALTER TABLE ticket ADD CONSTRAINT ticket_severity_check CHECK (severity BETWEEN 1 AND 4);
CREATE INDEX CONCURRENTLY ticket_severity_idx ON ticket (severity) WHERE state IN ('new', 'open');

-- +goose Down
DROP INDEX CONCURRENTLY ticket_severity_idx;
ALTER TABLE message DROP COLUMN channel;
ALTER TABLE ticket DROP COLUMN severity;
ALTER TABLE ticket RENAME COLUMN state TO status;
