-- system: parcels
-- expect: new-query-refused, insert-refused
-- because: Who inserts draws from the sequence, to which the web has no right.
-- queries: parcels-pickups.sql
CREATE TABLE pickup (id bigserial PRIMARY KEY, depot_id int NOT NULL, day date NOT NULL);
CREATE INDEX ON pickup (depot_id, day);
GRANT SELECT, INSERT ON pickup TO web;
