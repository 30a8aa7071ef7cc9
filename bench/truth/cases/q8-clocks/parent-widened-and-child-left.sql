-- system: bank
-- expect: key-too-narrow
-- because: the notes still hold the id of their dispute as an int: the wider key can never be used
SET lock_timeout = '2s';
ALTER TABLE dispute ALTER COLUMN id TYPE bigint;
