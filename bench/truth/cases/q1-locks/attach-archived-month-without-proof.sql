-- system: shop
-- expect: nothing
-- because: The month is read whole under ACCESS EXCLUSIVE, but nobody else asks for it, and its parent is free.
ALTER TABLE audit_events ATTACH PARTITION audit_events_2026_08
  FOR VALUES FROM ('2026-08-01 00:00+00') TO ('2026-09-01 00:00+00');
