-- system: shop
-- expect: index-build
-- because: All partitions are locked against writers until the last one has its index.
SET lock_timeout = '2s';
CREATE INDEX audit_events_what_idx ON audit_events (what);
