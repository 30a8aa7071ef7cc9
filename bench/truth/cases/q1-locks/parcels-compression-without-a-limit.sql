-- system: parcels
-- expect: lock-queue
-- because: SET COMPRESSION writes nothing, but takes ACCESS EXCLUSIVE without a limit where everybody scans.
ALTER TABLE scan_event ALTER COLUMN operator SET COMPRESSION pglz;
