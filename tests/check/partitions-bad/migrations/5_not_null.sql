SET lock_timeout = '2s';
ALTER TABLE parcel ALTER COLUMN depot SET NOT NULL;
