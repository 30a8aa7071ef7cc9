-- system: parcels
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: One booking that came by telephone lies over another that stands.
SET lock_timeout = '2s';
ALTER TABLE dock_booking ADD CONSTRAINT dock_booking_once EXCLUDE USING gist (dock WITH =, during WITH &&) WHERE (NOT cancelled);
