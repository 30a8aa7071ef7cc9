SET lock_timeout = '2s';
ALTER TABLE event ADD COLUMN token uuid DEFAULT gen_random_uuid();
UPDATE event SET doc = lower(doc);
