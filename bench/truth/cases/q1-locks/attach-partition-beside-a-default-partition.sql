-- system: shop
-- expect: table-scan, lock-held
-- because: The default partition must hold no row of the new month: it is read from end to end under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
CREATE TABLE shipments_2026_12 (LIKE shipments INCLUDING DEFAULTS);
ALTER TABLE shipments ATTACH PARTITION shipments_2026_12
  FOR VALUES FROM ('2026-12-01 00:00+00') TO ('2027-01-01 00:00+00');
