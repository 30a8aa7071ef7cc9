-- system: bank
-- expect: lock-queue
-- because: a report reads the bookings for a minute and a half: without a lock_timeout the statement waits for it, and a hundred requests a second wait behind the statement
ALTER TABLE entry ADD COLUMN memo text;
