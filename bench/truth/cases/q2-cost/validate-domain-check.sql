-- system: shop
-- expect: table-scan
-- because: Unlike that of a table, the rule of a domain is validated under SHARE: writers of payments wait.
SET lock_timeout = '2s';
ALTER DOMAIN money_amount VALIDATE CONSTRAINT below_a_million;
