-- system: shop
-- expect: bulk-write
-- because: 800,000 row locks to the end of one transaction, and as many dead rows.
UPDATE products SET weight_grams = weight_grams + 20;
