-- system: shop
-- expect: statement-fails
-- because: The server refuses CONCURRENTLY on a partitioned table.
CREATE INDEX CONCURRENTLY audit_events_what_idx ON audit_events (what);
