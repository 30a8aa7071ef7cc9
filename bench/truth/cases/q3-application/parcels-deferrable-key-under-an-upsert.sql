-- system: parcels
-- expect: query-breaks, insert-refused
-- because: ON CONFLICT takes no deferrable constraint for its judge: every upsert is refused when it runs.
SET lock_timeout = '2s';
ALTER TABLE label_setting DROP CONSTRAINT label_setting_sender_key;
ALTER TABLE label_setting ADD CONSTRAINT label_setting_sender_key UNIQUE (sender_id) DEFERRABLE;
