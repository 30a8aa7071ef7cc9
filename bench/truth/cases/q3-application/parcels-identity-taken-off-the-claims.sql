-- system: parcels
-- expect: insert-refused, query-breaks
-- because: The INSERTs of the web give no id, and nothing else does any more.
SET lock_timeout = '2s';
ALTER TABLE claim ALTER COLUMN id DROP IDENTITY;
