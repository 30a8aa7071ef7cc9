-- system: parcels
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: As citext some addresses are equal, and the unique index that is built again refuses them.
SET lock_timeout = '2s';
ALTER TABLE newsletter ALTER COLUMN email TYPE citext;
