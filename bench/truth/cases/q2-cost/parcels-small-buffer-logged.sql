-- system: parcels
-- expect: nothing
-- because: Five hundred rows that nobody asks for are written again in a millisecond.
SET lock_timeout = '2s';
ALTER TABLE import_buffer SET LOGGED;
