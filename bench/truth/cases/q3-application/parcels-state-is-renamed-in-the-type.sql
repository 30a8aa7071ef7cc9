-- system: parcels
-- expect: insert-refused, query-breaks
-- because: The INSERT of parcels says announced, which is no value of the type any more.
ALTER TYPE parcel_state RENAME VALUE 'announced' TO 'declared';
