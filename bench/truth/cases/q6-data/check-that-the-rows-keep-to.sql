-- system: bank
-- expect: nothing
-- because: all bookings are of these three kinds, as the rows say, and VALIDATE lets everybody go on
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE entry ADD CONSTRAINT entry_kind_is_known CHECK (kind IN ('in', 'out', 'fee')) NOT VALID;
ALTER TABLE entry VALIDATE CONSTRAINT entry_kind_is_known;
