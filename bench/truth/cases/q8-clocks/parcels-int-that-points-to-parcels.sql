-- system: parcels
-- expect: key-too-narrow
-- because: The ids of parcels are bigint, and pass the end of int sooner or later.
SET lock_timeout = '2s';
CREATE TABLE parcel_photo (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parcel_id int NOT NULL, created_on date NOT NULL, FOREIGN KEY (parcel_id, created_on) REFERENCES parcel);
CREATE INDEX ON parcel_photo (parcel_id, created_on);
