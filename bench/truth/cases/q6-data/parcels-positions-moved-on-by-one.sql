-- system: parcels
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: The key is looked at row by row: the second stop is still there when the first takes its place.
SET lock_timeout = '2s';
UPDATE stop SET pos = pos + 1 WHERE tour = 7;
