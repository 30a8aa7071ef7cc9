-- system: parcels
-- expect: table-rewrite
-- because: SET LOGGED writes the table again and all of it to the WAL, while 300 a second want to write it.
SET lock_timeout = '2s';
ALTER TABLE belt_buffer SET LOGGED;
