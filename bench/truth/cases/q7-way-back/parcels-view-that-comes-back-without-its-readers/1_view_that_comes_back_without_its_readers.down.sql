SET lock_timeout = '2s';
DROP VIEW depot_board;
CREATE VIEW depot_board AS SELECT id, code, name, region, capacity FROM depot WHERE capacity > 0;
