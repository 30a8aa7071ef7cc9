-- system: clinic
-- expect: nothing
-- because: each partition gets its new index concurrently, the parent's becomes valid with the last, and only then the old one goes
SET lock_timeout = '2s';
CREATE INDEX access_log_patient_down_idx ON ONLY access_log (patient_id, at DESC);
CREATE INDEX CONCURRENTLY access_log_2026_06_patient_down_idx ON access_log_2026_06 (patient_id, at DESC);
CREATE INDEX CONCURRENTLY access_log_2026_07_patient_down_idx ON access_log_2026_07 (patient_id, at DESC);
CREATE INDEX CONCURRENTLY access_log_2026_08_patient_down_idx ON access_log_2026_08 (patient_id, at DESC);
CREATE INDEX CONCURRENTLY access_log_2026_09_patient_down_idx ON access_log_2026_09 (patient_id, at DESC);
CREATE INDEX CONCURRENTLY access_log_later_patient_down_idx ON access_log_later (patient_id, at DESC);
ALTER INDEX access_log_patient_down_idx ATTACH PARTITION access_log_2026_06_patient_down_idx;
ALTER INDEX access_log_patient_down_idx ATTACH PARTITION access_log_2026_07_patient_down_idx;
ALTER INDEX access_log_patient_down_idx ATTACH PARTITION access_log_2026_08_patient_down_idx;
ALTER INDEX access_log_patient_down_idx ATTACH PARTITION access_log_2026_09_patient_down_idx;
ALTER INDEX access_log_patient_down_idx ATTACH PARTITION access_log_later_patient_down_idx;
DROP INDEX access_log_patient_idx;
