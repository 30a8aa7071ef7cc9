-- system: parcels
-- expect: nothing
-- because: CREATE OR REPLACE keeps the rights, and a column at the end changes nothing for who lists columns.
SET lock_timeout = '2s';
CREATE OR REPLACE VIEW depot_board AS SELECT id, code, name, region, capacity, phone FROM depot WHERE capacity > 0;
