-- system: shop
-- expect: table-rewrite
-- because: A volatile default is another value for each row: all of them are written again.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN public_ref uuid NOT NULL DEFAULT gen_random_uuid();
