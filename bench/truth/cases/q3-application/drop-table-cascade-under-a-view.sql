-- system: clinic
-- expect: query-breaks, cascade
-- because: patient_card joins insurer and goes with it
SET lock_timeout = '2s';
DROP TABLE insurer CASCADE;
