-- system: parcels
-- expect: nothing
-- because: The table of that name in the schema billing has 300 rows and no readers; the busy one is in public.
ALTER TABLE billing.account ADD COLUMN vat_number text;
CREATE INDEX account_iban_idx ON billing.account (iban);
