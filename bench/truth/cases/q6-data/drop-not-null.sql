-- system: bank
-- expect: nothing
-- because: what the table admits becomes more, and no row can refuse that
SET lock_timeout = '2s';
ALTER TABLE device ALTER COLUMN install_id DROP NOT NULL;
