-- system: bank
-- expect: plan-worse
-- because: the query compares the address as it is written, and an index of lower(email) is no help
CREATE INDEX CONCURRENTLY holder_email_small_idx ON holder (lower(email));
DROP INDEX CONCURRENTLY holder_email_idx;
