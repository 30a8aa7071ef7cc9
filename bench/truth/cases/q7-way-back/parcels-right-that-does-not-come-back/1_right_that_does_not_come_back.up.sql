-- system: parcels
-- expect: way-back-differs
-- because: The way back gives no right back.
REVOKE TRUNCATE ON sender FROM web;
