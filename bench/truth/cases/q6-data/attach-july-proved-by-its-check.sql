-- system: bank
-- expect: nothing
-- because: a valid CHECK of the table says its bounds, and one of the default partition that it holds nothing of July: no row is read
SET lock_timeout = '2s';
ALTER TABLE audit_event ATTACH PARTITION audit_2026_07 FOR VALUES FROM ('2026-07-01 00:00+00') TO ('2026-08-01 00:00+00');
