-- system: parcels
-- expect: query-breaks
-- because: The name without a schema is the table that the web reads.
SET lock_timeout = '2s';
ALTER TABLE account RENAME COLUMN owner TO holder;
