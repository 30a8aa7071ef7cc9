-- system: parcels
-- expect: way-back-differs, way-back-breaks
-- because: The way back drops the policy and leaves row security on: the web sees nothing.
SET lock_timeout = '2s';
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_web ON claim TO web USING (true) WITH CHECK (true);
