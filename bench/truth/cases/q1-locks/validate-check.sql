-- system: shop
-- expect: nothing
-- because: VALIDATE CONSTRAINT reads the rows under SHARE UPDATE EXCLUSIVE.
ALTER TABLE reviews VALIDATE CONSTRAINT stars_to_five;
