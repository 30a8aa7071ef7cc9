-- system: shop
-- expect: nothing
-- because: A valid CHECK says it already: the server looks at no row.
SET lock_timeout = '2s';
ALTER TABLE carts ALTER COLUMN customer_id SET NOT NULL;
