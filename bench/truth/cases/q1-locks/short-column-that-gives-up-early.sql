-- system: bank
-- expect: nothing
-- because: it gives up after two seconds where a report is before it, and is tried again later
SET lock_timeout = '2s';
ALTER TABLE entry ADD COLUMN memo text;
