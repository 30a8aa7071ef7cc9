-- Deploy school:by_subject to pg
-- requires: subject
CREATE INDEX CONCURRENTLY mark_by_subject ON mark (subject);
