-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY mark_pupil_idx ON mark (pupil);

-- migrate:down
DROP INDEX mark_pupil_idx;
