-- system: clinic
-- expect: way-back-differs
-- because: the key comes back with ON DELETE CASCADE, which it did not have
SET lock_timeout = '2s';
ALTER TABLE referral DROP CONSTRAINT referral_referred_by_fkey;
