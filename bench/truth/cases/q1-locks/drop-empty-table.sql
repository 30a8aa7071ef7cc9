-- system: shop
-- expect: nothing
-- because: It has no row, no foreign key, and nobody asks for it.
DROP TABLE scratch_pad;
