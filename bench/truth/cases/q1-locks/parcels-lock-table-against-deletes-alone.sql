-- system: parcels
-- expect: nothing
-- because: ROW SHARE stands in the way of nobody but EXCLUSIVE locks.
BEGIN;
LOCK TABLE depot IN ROW SHARE MODE;
CREATE TABLE depot_copy AS SELECT id, code FROM depot;
COMMIT;
