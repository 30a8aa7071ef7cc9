-- system: clinic
-- expect: insert-refused, query-breaks
-- because: the trigger gave referrals their channel; without it the INSERT leaves NULL there, and referral_channel_there refuses it
SET lock_timeout = '2s';
DROP TRIGGER referral_filled ON referral;
DROP FUNCTION fill_referral();
