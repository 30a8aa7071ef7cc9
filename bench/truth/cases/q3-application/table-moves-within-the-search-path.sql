-- system: clinic
-- expect: nothing
-- because: app's search_path begins with the schema of its own name, where waiting_list is found
SET lock_timeout = '2s';
CREATE SCHEMA app;
ALTER TABLE waiting_list SET SCHEMA app;
