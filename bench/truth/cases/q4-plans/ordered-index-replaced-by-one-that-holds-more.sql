-- system: bank
-- expect: nothing
-- because: the new index has the same columns in the same order and more beside them, and it is there before the old one goes
CREATE INDEX CONCURRENTLY transfer_from_booked_amount_idx ON transfer (from_account, booked_at) INCLUDE (amount);
DROP INDEX CONCURRENTLY transfer_from_booked_idx;
