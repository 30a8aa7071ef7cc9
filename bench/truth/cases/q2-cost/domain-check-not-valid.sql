-- system: shop
-- expect: nothing
-- because: NOT VALID looks at no column of that type.
ALTER DOMAIN money_amount ADD CONSTRAINT not_negative CHECK (VALUE >= 0) NOT VALID;
