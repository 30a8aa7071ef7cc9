BEGIN;
CREATE TABLE pupil (id int);
COMMIT;
