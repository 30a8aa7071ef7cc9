-- system: clinic
-- expect: query-breaks
-- because: drug is asked for without a schema, and pharmacy is in nobody's search_path
SET lock_timeout = '2s';
CREATE SCHEMA pharmacy;
ALTER TABLE drug SET SCHEMA pharmacy;
