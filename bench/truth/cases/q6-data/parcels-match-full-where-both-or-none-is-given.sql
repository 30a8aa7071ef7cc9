-- system: parcels
-- expect: nothing
-- because: Each row has both columns or neither, and what it has is there.
SET lock_timeout = '2s';
ALTER TABLE lane_shift ADD CONSTRAINT lane_shift_spare_fkey FOREIGN KEY (spare_from, spare_to) REFERENCES lane MATCH FULL;
