-- system: clinic
-- expect: plan-worse
-- because: lower(email) = … is not found in an index on email
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY patient_email_idx ON patient (email);
DROP INDEX CONCURRENTLY patient_lower_email_idx;
