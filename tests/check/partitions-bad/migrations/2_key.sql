SET lock_timeout = '2s';
ALTER TABLE parcel ADD CONSTRAINT parcel_barcode_key UNIQUE (barcode, day, weight);
