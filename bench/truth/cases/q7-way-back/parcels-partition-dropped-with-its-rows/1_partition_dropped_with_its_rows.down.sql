SET lock_timeout = '2s';
CREATE TABLE parcel_item_2026_09 PARTITION OF parcel_item FOR VALUES FROM ('2026-09-01') TO ('2026-10-01');
