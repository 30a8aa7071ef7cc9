-- system: parcels
-- expect: nothing
-- because: Of those that count no two overlap.
SET lock_timeout = '2s';
ALTER TABLE dock_booking ADD CONSTRAINT dock_booking_once EXCLUDE USING gist (dock WITH =, during WITH &&) WHERE (NOT cancelled AND NOT by_phone);
