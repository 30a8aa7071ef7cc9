SET lock_timeout = '2s';
DROP POLICY of_the_web ON stop;
