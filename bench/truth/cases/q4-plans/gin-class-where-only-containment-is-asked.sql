-- system: clinic
-- expect: nothing
-- because: consent is asked for by @> alone, which jsonb_path_ops serves with a smaller index
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY patient_consent_path_idx ON patient USING gin (consent jsonb_path_ops);
DROP INDEX CONCURRENTLY patient_consent_idx;
