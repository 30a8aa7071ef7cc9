-- system: parcels
-- expect: nothing
-- because: Without MATCH FULL a row that lacks one column is not looked at.
SET lock_timeout = '2s';
ALTER TABLE lane_shift ADD CONSTRAINT lane_shift_lane_fkey FOREIGN KEY (depot_from, depot_to) REFERENCES lane;
