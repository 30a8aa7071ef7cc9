-- system: shop
-- expect: lock-queue
-- because: CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the partitioned table.
CREATE TABLE audit_events_2026_12 PARTITION OF audit_events
  FOR VALUES FROM ('2026-12-01 00:00+00') TO ('2027-01-01 00:00+00');
