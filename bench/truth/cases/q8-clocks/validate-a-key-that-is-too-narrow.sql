-- system: bank
-- expect: key-too-narrow
-- because: the rows may keep to it, and the mandates still hold as an int what is a bigint: no new holder can sign one
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE mandate VALIDATE CONSTRAINT mandate_holder_fkey;
