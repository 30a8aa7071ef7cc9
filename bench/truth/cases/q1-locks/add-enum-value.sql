-- system: shop
-- expect: nothing
-- because: A value at the end of an enum is a row in the catalog, and locks no table.
ALTER TYPE payment_state ADD VALUE 'disputed';
