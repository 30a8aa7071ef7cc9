ALTER TABLE pupil DROP born;
