-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: the default partition holds rows of December already: a partition for them is refused as long as they are there
SET lock_timeout = '2s';
CREATE TABLE audit_2026_12 PARTITION OF audit_event FOR VALUES FROM ('2026-12-01 00:00+00') TO ('2027-01-01 00:00+00');
