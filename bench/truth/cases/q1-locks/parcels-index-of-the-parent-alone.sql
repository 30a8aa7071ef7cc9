-- system: parcels
-- expect: nothing
-- because: An index is not inherited: it is built over the parent, which has no row.
SET lock_timeout = '2s';
CREATE INDEX reading_value_idx ON reading (value);
