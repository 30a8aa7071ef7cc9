-- system: bank
-- expect: nothing
-- because: the key is as wide as what it points to, and an index leads with it
SET lock_timeout = '2s';
CREATE TABLE consent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, holder_id bigint NOT NULL REFERENCES holder, given_at timestamptz NOT NULL);
CREATE INDEX consent_holder_idx ON consent (holder_id);
