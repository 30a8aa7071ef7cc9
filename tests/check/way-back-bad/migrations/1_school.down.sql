SET lock_timeout = '2s';
CREATE INDEX pupil_by_school ON pupil (school);
