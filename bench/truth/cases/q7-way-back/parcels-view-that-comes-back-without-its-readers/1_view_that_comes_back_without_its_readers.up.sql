-- system: parcels
-- expect: way-back-breaks, way-back-differs
-- because: The way back makes the view again, and forgets who reads it.
SET lock_timeout = '2s';
DROP VIEW depot_board;
CREATE VIEW depot_board AS SELECT id, code, name, region, capacity, phone FROM depot WHERE capacity > 0;
GRANT SELECT ON depot_board TO web;
