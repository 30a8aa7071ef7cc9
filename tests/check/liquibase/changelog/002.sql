--liquibase formatted sql

--changeset b:index runInTransaction:false
CREATE INDEX CONCURRENTLY mark_value_idx ON mark (value);
--rollback DROP INDEX mark_value_idx;

--changeset b:late
DROP INDEX CONCURRENTLY pupil_name_idx;
--rollback empty
