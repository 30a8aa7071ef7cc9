-- system: clinic
-- expect: nothing
-- because: the way back deletes the one row that the way up inserted
SET lock_timeout = '2s';
INSERT INTO setting (key, value, changed_by) VALUES ('portal.theme', 'light', 'release');
