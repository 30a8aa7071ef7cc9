-- system: bank
-- expect: nothing
-- because: the lock keeps out neither readers nor writers, and nothing is read
SET lock_timeout = '2s';
ALTER TABLE transfer ALTER COLUMN channel SET STATISTICS 500;
