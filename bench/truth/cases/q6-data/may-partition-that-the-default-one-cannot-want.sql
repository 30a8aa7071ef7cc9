-- system: bank
-- expect: nothing
-- because: a valid CHECK of the default partition says that it holds nothing before December
SET lock_timeout = '2s';
CREATE TABLE audit_2026_05 PARTITION OF audit_event FOR VALUES FROM ('2026-05-01 00:00+00') TO ('2026-06-01 00:00+00');
