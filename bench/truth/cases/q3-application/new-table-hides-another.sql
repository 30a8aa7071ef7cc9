-- system: clinic
-- expect: query-breaks
-- because: app's search_path begins with the schema of its own name: setting is app.setting from now on, and has no value or key
SET lock_timeout = '2s';
CREATE SCHEMA app;
CREATE TABLE app.setting (name text PRIMARY KEY, content jsonb NOT NULL);
