-- system: parcels
-- expect: nothing
-- because: Both are bigint, the index begins with the columns of the key, and nobody waits longer than two seconds.
SET lock_timeout = '2s';
CREATE TABLE parcel_photo (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parcel_id bigint NOT NULL, created_on date NOT NULL, FOREIGN KEY (parcel_id, created_on) REFERENCES parcel);
CREATE INDEX ON parcel_photo (parcel_id, created_on);
