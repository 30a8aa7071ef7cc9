-- system: clinic
-- expect: nothing
-- because: the only INSERT of appointments names status
SET lock_timeout = '2s';
ALTER TABLE appointment ALTER COLUMN status DROP DEFAULT;
