-- system: parcels
-- expect: query-breaks
-- because: The web moves the credit of senders, and may not write them any more.
REVOKE UPDATE ON sender FROM web;
