-- system: clinic
-- expect: query-breaks
-- because: the day's schedule selects a.minutes, which no longer exists under that name
SET lock_timeout = '2s';
ALTER TABLE appointment RENAME COLUMN minutes TO duration_minutes;
