-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: three transfers in ten have no key, and NULLS NOT DISTINCT takes all of them for the same one
CREATE UNIQUE INDEX CONCURRENTLY transfer_request_once ON transfer (request_key) NULLS NOT DISTINCT;
