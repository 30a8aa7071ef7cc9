-- system: clinic
-- expect: nothing
-- because: 20,000 rows are checked in milliseconds when the key comes back as it was
SET lock_timeout = '2s';
ALTER TABLE referral DROP CONSTRAINT referral_referred_by_fkey;
