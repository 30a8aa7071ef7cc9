-- system: shop
-- expect: nothing
-- because: A default that is set afterwards is for rows to come; those that are there stay without.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN public_ref uuid;
ALTER TABLE orders ALTER COLUMN public_ref SET DEFAULT gen_random_uuid();
