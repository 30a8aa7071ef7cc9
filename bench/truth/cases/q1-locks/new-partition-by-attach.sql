-- system: shop
-- expect: nothing
-- because: ATTACH PARTITION takes SHARE UPDATE EXCLUSIVE on the partitioned table, and the new partition is empty.
CREATE TABLE audit_events_2026_12 (LIKE audit_events INCLUDING DEFAULTS);
ALTER TABLE audit_events ATTACH PARTITION audit_events_2026_12
  FOR VALUES FROM ('2026-12-01 00:00+00') TO ('2027-01-01 00:00+00');
