-- system: clinic
-- expect: way-back-loses
-- because: reminder.hours was there before: the way up leaves it, and the way back deletes it
SET lock_timeout = '2s';
INSERT INTO setting (key, value) VALUES ('reminder.hours', '24') ON CONFLICT (key) DO NOTHING;
