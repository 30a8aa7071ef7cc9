-- system: bank
-- expect: data-refuses, query-breaks, insert-refused, statement-may-fail
-- because: NOT VALID spares the rows that are there until somebody updates one: from then on any UPDATE of a holder without an address is refused, whatever it sets, and the traffic updates three a second
SET lock_timeout = '2s';
ALTER TABLE holder ADD CONSTRAINT email_must_be_given CHECK (email IS NOT NULL) NOT VALID;
