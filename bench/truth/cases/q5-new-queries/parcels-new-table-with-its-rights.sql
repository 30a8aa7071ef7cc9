-- system: parcels
-- expect: deploy-order
-- because: All is there that the query needs, rights and sequence, once the change has run; before it, the server refuses the query.
-- queries: parcels-pickups.sql
CREATE TABLE pickup (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, depot_id int NOT NULL, day date NOT NULL);
CREATE INDEX ON pickup (depot_id, day);
GRANT SELECT, INSERT ON pickup TO web;
