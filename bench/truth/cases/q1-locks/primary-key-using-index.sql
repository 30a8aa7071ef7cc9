-- system: shop
-- expect: nothing
-- because: The index is there and its column NOT NULL: a change of the catalog.
SET lock_timeout = '2s';
ALTER TABLE inbox_events ADD CONSTRAINT inbox_events_pkey PRIMARY KEY USING INDEX inbox_events_id_key;
