-- system: clinic
-- expect: plan-worse
-- because: the column's collation is not C: LIKE 'J45%' finds its place in an index of text_pattern_ops only
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY visit_diagnosis_plain_idx ON visit (diagnosis);
DROP INDEX CONCURRENTLY visit_diagnosis_idx;
