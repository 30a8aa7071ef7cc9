SET lock_timeout = '2s';
CREATE INDEX parcel_depot_idx ON parcel (depot);
