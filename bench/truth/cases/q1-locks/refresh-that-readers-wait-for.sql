-- system: bank
-- expect: table-rewrite, lock-held, table-scan
-- because: REFRESH without CONCURRENTLY keeps readers out while it reads twenty million accounts
SET lock_timeout = '2s';
REFRESH MATERIALIZED VIEW branch_total;
