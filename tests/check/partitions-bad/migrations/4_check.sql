SET lock_timeout = '2s';
ALTER TABLE parcel ADD CONSTRAINT parcel_has_a_number CHECK (barcode > 0);
