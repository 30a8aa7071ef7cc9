-- system: parcels
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: What was cancelled overlaps what was booked instead.
SET lock_timeout = '2s';
ALTER TABLE dock_booking ADD CONSTRAINT dock_booking_once EXCLUDE USING gist (dock WITH =, during WITH &&);
