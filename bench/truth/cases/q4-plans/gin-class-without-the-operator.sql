-- system: clinic
-- expect: plan-worse
-- because: jsonb_path_ops knows containment and not the operator ?, by which the application asks
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY patient_contact_path_idx ON patient USING gin (contact jsonb_path_ops);
DROP INDEX CONCURRENTLY patient_contact_idx;
