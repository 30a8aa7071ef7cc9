-- system: parcels
-- expect: nothing
-- because: The index begins with the column that points to claims.
SET lock_timeout = '2s';
CREATE TABLE claim_photo (id bigint PRIMARY KEY, claim_id bigint NOT NULL REFERENCES claim, place int NOT NULL);
CREATE INDEX ON claim_photo (claim_id, place);
