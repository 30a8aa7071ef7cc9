SET lock_timeout = '2s';
ALTER TABLE event ADD COLUMN seen timestamptz DEFAULT now();
ALTER TABLE event ALTER kind TYPE varchar;
UPDATE event SET doc = lower(doc) WHERE id BETWEEN 1 AND 1000;
