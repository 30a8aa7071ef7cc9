-- system: parcels
-- expect: nothing
-- because: The policy lets the web do what it does.
SET lock_timeout = '2s';
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_of_the_web ON claim TO web USING (true) WITH CHECK (true);
