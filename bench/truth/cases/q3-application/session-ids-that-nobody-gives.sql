-- system: bank
-- expect: nothing
-- because: no query of the traffic gives sessions an id: all of them take it from the identity already
SET lock_timeout = '2s';
ALTER TABLE session ALTER COLUMN id SET GENERATED ALWAYS;
