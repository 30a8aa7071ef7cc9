-- system: bank
-- expect: query-breaks
-- because: the running application finds the table no longer by its bare name
SET lock_timeout = '2s';
CREATE SCHEMA incoming;
ALTER TABLE transfer_import SET SCHEMA incoming;
