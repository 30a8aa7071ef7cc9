-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: the table has rows of the last hours of May and of July, which its new bounds refuse
SET lock_timeout = '2s';
ALTER TABLE audit_event ATTACH PARTITION audit_2026_06 FOR VALUES FROM ('2026-06-01 00:00+00') TO ('2026-07-01 00:00+00');
