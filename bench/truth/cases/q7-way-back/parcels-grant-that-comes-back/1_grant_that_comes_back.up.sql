-- system: parcels
-- expect: nothing
-- because: The right is given back.
REVOKE TRUNCATE ON sender FROM web;
