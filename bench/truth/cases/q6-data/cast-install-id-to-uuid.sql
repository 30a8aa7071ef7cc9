-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one device in 700 has an id of the old kind, which is no UUID
SET lock_timeout = '2s';
ALTER TABLE device ALTER COLUMN install_id TYPE uuid USING install_id::uuid;
