-- system: parcels
-- expect: nothing
-- because: Nothing asks for a conflict on it, and it is built in a moment.
SET lock_timeout = '2s';
ALTER TABLE stop DROP CONSTRAINT stop_tour_pos_key;
ALTER TABLE stop ADD CONSTRAINT stop_tour_pos_key UNIQUE (tour, pos) DEFERRABLE;
