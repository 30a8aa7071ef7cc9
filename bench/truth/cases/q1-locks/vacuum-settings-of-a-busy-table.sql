-- system: bank
-- expect: nothing
-- because: the lock keeps out neither readers nor writers, and nothing is written but the catalog
SET lock_timeout = '2s';
ALTER TABLE entry SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.005);
