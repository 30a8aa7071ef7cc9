-- system: shop
-- expect: table-rewrite
-- because: char(n) is stored with its blanks and text without: every row is written again, and its indexes are built.
SET lock_timeout = '2s';
ALTER TABLE products ALTER COLUMN hs_code TYPE text;
