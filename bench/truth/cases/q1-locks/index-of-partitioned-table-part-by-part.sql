-- system: shop
-- expect: nothing
-- because: ON ONLY builds nothing, CONCURRENTLY stops nobody, and attaching an index is a change of the catalog.
-- ante:no-transaction
SET lock_timeout = '2s';
CREATE INDEX IF NOT EXISTS audit_events_what_idx ON ONLY audit_events (what);
RESET lock_timeout;
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_events_2026_09_what_idx ON audit_events_2026_09 (what);
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_events_2026_10_what_idx ON audit_events_2026_10 (what);
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_events_2026_11_what_idx ON audit_events_2026_11 (what);
SET lock_timeout = '2s';
ALTER INDEX audit_events_what_idx ATTACH PARTITION audit_events_2026_09_what_idx;
ALTER INDEX audit_events_what_idx ATTACH PARTITION audit_events_2026_10_what_idx;
ALTER INDEX audit_events_what_idx ATTACH PARTITION audit_events_2026_11_what_idx;
