SET lock_timeout = '2s';
CREATE INDEX parcel_depot_idx ON parcel (depot);
ALTER TABLE parcel ADD CONSTRAINT parcel_barcode_key UNIQUE (barcode, day, weight);
ALTER TABLE parcel ADD CONSTRAINT parcel_depot_fkey FOREIGN KEY (depot) REFERENCES depot;
ALTER TABLE parcel ADD CONSTRAINT parcel_has_a_number CHECK (barcode > 0);
ALTER TABLE parcel ALTER COLUMN depot SET NOT NULL;
