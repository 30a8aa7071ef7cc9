-- system: clinic
-- expect: nothing
-- because: referrals are inserted without a priority and get its default
SET lock_timeout = '2s';
ALTER TABLE referral ADD CONSTRAINT referral_priority_there CHECK (priority IS NOT NULL) NOT VALID;
