-- system: bank
-- expect: nothing
-- because: the same change deletes every second holiday of the same day and region under a lock, before the constraint looks
SET lock_timeout = '2s';
LOCK TABLE bank_holiday IN SHARE ROW EXCLUSIVE MODE;
DELETE FROM bank_holiday AS one USING bank_holiday AS other
WHERE one.day = other.day AND one.region = other.region AND one.ctid > other.ctid;
ALTER TABLE bank_holiday ADD CONSTRAINT bank_holiday_key UNIQUE (day, region);
