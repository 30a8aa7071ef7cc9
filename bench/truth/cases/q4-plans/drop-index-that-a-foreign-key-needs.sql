-- system: clinic
-- expect: plan-worse, foreign-key-without-index
-- because: for each visit that is deleted the foreign key of prescription looks for its visit_id, now in 6 million rows
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY prescription_visit_idx;
