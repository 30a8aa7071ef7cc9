-- system: shop
-- expect: table-scan
-- because: The CHECK of the new column is tried on every row, under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN parcels int NOT NULL DEFAULT 1 CHECK (parcels > 0);
