-- system: parcels
-- expect: index-build
-- because: Without a schema the name means the large one in public, which is written 35 times a second.
SET lock_timeout = '2s';
CREATE INDEX account_iban_idx ON account (iban);
