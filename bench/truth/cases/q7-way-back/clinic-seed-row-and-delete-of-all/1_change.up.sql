-- system: clinic
-- expect: way-back-loses
-- because: the way back deletes every setting, not only the new one
SET lock_timeout = '2s';
INSERT INTO setting (key, value, changed_by) VALUES ('portal.theme', 'light', 'release');
