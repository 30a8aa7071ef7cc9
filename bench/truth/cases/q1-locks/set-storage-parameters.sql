-- system: shop
-- expect: nothing
-- because: Storage parameters are set under SHARE UPDATE EXCLUSIVE, and old pages stay as they are.
ALTER TABLE sessions SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
