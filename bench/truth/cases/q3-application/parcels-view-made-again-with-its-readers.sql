-- system: parcels
-- expect: nothing
-- because: The rights are given again in the same transaction.
SET lock_timeout = '2s';
DROP VIEW depot_board;
CREATE VIEW depot_board AS SELECT id, code, name, region, capacity, phone FROM depot WHERE capacity > 0;
GRANT SELECT ON depot_board TO web;
