-- system: shop
-- expect: nothing
-- because: The month's own valid CHECK says which rows it holds, so that none is read, and its parent is free.
ALTER TABLE audit_events ATTACH PARTITION audit_events_2026_07
  FOR VALUES FROM ('2026-07-01 00:00+00') TO ('2026-08-01 00:00+00');
