-- system: shop
-- expect: nothing
-- because: CONCURRENTLY takes SHARE UPDATE EXCLUSIVE on the parent, and waits until nobody uses the partition any more.
ALTER TABLE audit_events DETACH PARTITION audit_events_2026_09 CONCURRENTLY;
