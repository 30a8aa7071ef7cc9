-- system: clinic
-- expect: nothing
-- because: the default is a constant: no rewrite, and INSERTs that leave it out get it
SET lock_timeout = '2s';
ALTER TABLE referral ADD COLUMN urgency smallint NOT NULL DEFAULT 2;
