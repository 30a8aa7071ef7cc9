-- system: clinic
-- expect: query-breaks
-- because: the upsert of settings names setting_pkey
SET lock_timeout = '2s';
ALTER TABLE setting RENAME CONSTRAINT setting_pkey TO setting_key_pk;
