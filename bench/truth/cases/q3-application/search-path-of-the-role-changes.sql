-- system: clinic
-- expect: query-breaks
-- because: new sessions of app look for every table in clinic and audit, and none is there
SET lock_timeout = '2s';
CREATE SCHEMA clinic;
CREATE SCHEMA audit;
ALTER ROLE app SET search_path = clinic, audit;
