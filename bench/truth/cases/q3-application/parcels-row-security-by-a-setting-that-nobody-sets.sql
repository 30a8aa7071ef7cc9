-- system: parcels
-- expect: query-breaks, answers-nothing
-- because: The application does not set the parameter, and then its value cannot be read: every query is refused.
SET lock_timeout = '2s';
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_depot ON claim TO web USING (depot_id = current_setting('app.depot')::int);
