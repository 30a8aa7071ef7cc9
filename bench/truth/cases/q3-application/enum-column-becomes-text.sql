-- system: clinic
-- expect: query-breaks
-- because: role = ANY ($1::staff_role[]) has no operator for text = staff_role
SET lock_timeout = '2s';
ALTER TABLE staff ALTER COLUMN role TYPE text;
