-- system: clinic
-- expect: query-breaks
-- because: ON CONFLICT (email) without a WHERE is not matched by a partial unique index
SET lock_timeout = '2s';
CREATE UNIQUE INDEX staff_email_active_idx ON staff (email) WHERE active;
ALTER TABLE staff DROP CONSTRAINT staff_email_key;
