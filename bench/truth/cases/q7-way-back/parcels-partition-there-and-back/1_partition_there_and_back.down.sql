SET lock_timeout = '2s';
DROP TABLE parcel_item_2026_12;
