-- system: parcels
-- expect: statement-fails
-- because: REFRESH CONCURRENTLY needs a unique index, and the view has none.
REFRESH MATERIALIZED VIEW CONCURRENTLY depot_load;
