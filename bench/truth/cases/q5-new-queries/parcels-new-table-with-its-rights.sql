-- system: parcels
-- expect: nothing
-- because: The rights come with it, and an identity asks for none of its own.
-- queries: parcels-pickups.sql
CREATE TABLE pickup (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, depot_id int NOT NULL, day date NOT NULL);
CREATE INDEX ON pickup (depot_id, day);
GRANT SELECT, INSERT ON pickup TO web;
