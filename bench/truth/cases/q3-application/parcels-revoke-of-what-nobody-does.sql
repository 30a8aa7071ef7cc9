-- system: parcels
-- expect: nothing
-- because: Nothing that was captured empties the table.
REVOKE TRUNCATE ON sender FROM web;
