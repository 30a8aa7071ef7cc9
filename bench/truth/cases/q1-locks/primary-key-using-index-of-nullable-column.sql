-- system: shop
-- expect: table-scan
-- because: The column may be NULL so far: the server looks at all 16 million rows under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE outbox_events ADD CONSTRAINT outbox_events_pkey PRIMARY KEY USING INDEX outbox_events_id_key;
