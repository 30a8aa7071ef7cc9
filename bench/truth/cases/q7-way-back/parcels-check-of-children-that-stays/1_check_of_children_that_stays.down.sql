SET lock_timeout = '2s';
ALTER TABLE ONLY reading DROP CONSTRAINT sensor_is_known;
