-- system: clinic
-- expect: nothing
-- because: referral_channel_there proves it without a scan, and a trigger fills it for INSERTs that do not
SET lock_timeout = '2s';
ALTER TABLE referral ALTER COLUMN channel SET NOT NULL;
