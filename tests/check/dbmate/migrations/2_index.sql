-- migrate:up
DROP INDEX CONCURRENTLY pupil_name_idx;

-- migrate:down
SELECT 1;
