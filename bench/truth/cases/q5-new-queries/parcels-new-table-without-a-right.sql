-- system: parcels
-- expect: new-query-refused
-- because: The table belongs to the owner, and the web has no right to it.
-- queries: parcels-pickups.sql
CREATE TABLE pickup (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, depot_id int NOT NULL, day date NOT NULL);
CREATE INDEX ON pickup (depot_id, day);
