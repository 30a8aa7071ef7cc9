-- system: shop
-- expect: lock-queue
-- because: DETACH takes ACCESS EXCLUSIVE on the partitioned table, without a limit.
ALTER TABLE audit_events DETACH PARTITION audit_events_2026_09;
