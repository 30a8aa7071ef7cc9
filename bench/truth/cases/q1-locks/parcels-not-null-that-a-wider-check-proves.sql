-- system: parcels
-- expect: nothing
-- because: The valid CHECK says that handler is given, among other things: the server takes it as proof.
SET lock_timeout = '2s';
ALTER TABLE claim ALTER COLUMN handler SET NOT NULL;
