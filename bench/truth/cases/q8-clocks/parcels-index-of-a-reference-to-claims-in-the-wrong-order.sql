-- system: parcels
-- expect: foreign-key-without-index
-- because: Claims are deleted, and the index of what points to them begins with another column.
SET lock_timeout = '2s';
CREATE TABLE claim_photo (id bigint PRIMARY KEY, claim_id bigint NOT NULL REFERENCES claim, place int NOT NULL);
CREATE INDEX ON claim_photo (place, claim_id);
