-- system: bank
-- expect: statement-fails
-- because: a partition cannot be detached concurrently while there is a default partition
ALTER TABLE audit_event DETACH PARTITION audit_2026_08 CONCURRENTLY;
