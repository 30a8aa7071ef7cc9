CREATE INDEX CONCURRENTLY mark_pupil_idx ON mark (pupil);
