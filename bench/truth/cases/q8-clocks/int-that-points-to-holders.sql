-- system: bank
-- expect: key-too-narrow
-- because: the ids of holders are bigints beyond the range of int: no new holder can have a consent
SET lock_timeout = '2s';
CREATE TABLE consent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, holder_id int NOT NULL REFERENCES holder, given_at timestamptz NOT NULL);
CREATE INDEX consent_holder_idx ON consent (holder_id);
