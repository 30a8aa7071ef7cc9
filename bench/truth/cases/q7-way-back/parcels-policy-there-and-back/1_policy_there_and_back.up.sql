-- system: parcels
-- expect: nothing
-- because: What the way there adds, the way back removes.
SET lock_timeout = '2s';
CREATE POLICY of_the_web ON stop TO web USING (true);
