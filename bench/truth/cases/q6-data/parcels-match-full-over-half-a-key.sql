-- system: parcels
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: MATCH FULL refuses rows that have one of the two columns and not the other.
SET lock_timeout = '2s';
ALTER TABLE lane_shift ADD CONSTRAINT lane_shift_lane_fkey FOREIGN KEY (depot_from, depot_to) REFERENCES lane MATCH FULL;
