-- system: parcels
-- expect: table-rewrite
-- because: gen_random_uuid() is volatile: each row gets its own, and is written again.
SET lock_timeout = '2s';
ALTER TABLE scan_event ADD COLUMN token uuid DEFAULT gen_random_uuid();
