-- system: shop
-- expect: nothing
-- because: A few rows go, and no foreign key asks for them.
DELETE FROM shipping_zones WHERE surcharge > 140;
