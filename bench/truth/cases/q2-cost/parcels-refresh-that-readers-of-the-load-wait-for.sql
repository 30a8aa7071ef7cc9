-- system: parcels
-- expect: table-scan, table-rewrite, lock-held
-- because: The sum over sixty million parcels is made while readers of the view wait.
SET lock_timeout = '2s';
REFRESH MATERIALIZED VIEW depot_load;
