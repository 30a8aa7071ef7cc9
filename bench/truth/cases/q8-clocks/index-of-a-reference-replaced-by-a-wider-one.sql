-- system: bank
-- expect: nothing
-- because: the new index leads with the same column before the old one goes
CREATE INDEX CONCURRENTLY session_device_started_idx ON session (device_id, started_at);
DROP INDEX CONCURRENTLY session_device_idx;
