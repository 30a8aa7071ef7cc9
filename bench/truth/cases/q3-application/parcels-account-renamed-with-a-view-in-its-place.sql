-- system: parcels
-- expect: nothing
-- because: The view is simple enough to be written through, and the web has its rights on it.
SET lock_timeout = '2s';
ALTER TABLE account RENAME TO sender_account;
CREATE VIEW account AS SELECT * FROM sender_account;
GRANT SELECT, INSERT, UPDATE, DELETE ON account TO web;
