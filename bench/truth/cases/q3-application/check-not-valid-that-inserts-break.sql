-- system: clinic
-- expect: insert-refused, query-breaks
-- because: NOT VALID spares the rows that are there, not new ones: staff is inserted without a badge, and each INSERT fails
SET lock_timeout = '2s';
ALTER TABLE staff ADD CONSTRAINT staff_badge_there CHECK (badge IS NOT NULL) NOT VALID;
