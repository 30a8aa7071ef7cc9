-- system: bank
-- expect: nothing
-- because: the same change gives an owner to every campaign that has none, and nobody else writes the table
SET lock_timeout = '2s';
LOCK TABLE campaign IN SHARE ROW EXCLUSIVE MODE;
UPDATE campaign SET owner = 'nobody' WHERE owner IS NULL;
ALTER TABLE campaign ALTER COLUMN owner SET NOT NULL;
