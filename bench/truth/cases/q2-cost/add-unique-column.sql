-- system: shop
-- expect: index-build
-- because: The index of a UNIQUE column is built over all 18 million rows, though all of them are NULL.
SET lock_timeout = '2s';
ALTER TABLE customers ADD COLUMN card_no text UNIQUE;
