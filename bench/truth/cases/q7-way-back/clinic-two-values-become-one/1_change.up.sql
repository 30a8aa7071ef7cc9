-- system: clinic
-- expect: way-back-loses
-- because: what was a tablet before comes back as a pill: which was which, nobody knows any more
SET lock_timeout = '2s';
UPDATE drug SET form = 'tablet' WHERE form = 'pill';
