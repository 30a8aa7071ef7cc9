-- system: shop
-- expect: table-rewrite
-- because: One statement goes over the table once, for the one change of its three that needs it.
SET lock_timeout = '2s';
ALTER TABLE orders
  ADD COLUMN gift boolean DEFAULT false,
  ALTER COLUMN channel_id TYPE smallint,
  ALTER COLUMN note SET DEFAULT '';
