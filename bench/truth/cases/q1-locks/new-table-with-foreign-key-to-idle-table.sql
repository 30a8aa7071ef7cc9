-- system: shop
-- expect: nothing
-- because: Nobody writes shipping_zones, so that its lock makes nobody wait.
CREATE TABLE zone_rates (zone_id int NOT NULL REFERENCES shipping_zones, weight_to int NOT NULL, price numeric(8, 2));
