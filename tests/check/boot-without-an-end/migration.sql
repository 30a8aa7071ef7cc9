ALTER TABLE pupil DROP nowhere;
