SET lock_timeout = '2s';
UPDATE drug SET form = 'pill' WHERE form = 'tablet';
