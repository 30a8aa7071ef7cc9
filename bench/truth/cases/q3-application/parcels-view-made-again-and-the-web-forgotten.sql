-- system: parcels
-- expect: query-breaks
-- because: DROP takes the rights along, and the new view belongs to the owner alone.
SET lock_timeout = '2s';
DROP VIEW depot_board;
CREATE VIEW depot_board AS SELECT id, code, name, region, capacity, phone FROM depot WHERE capacity > 0;
