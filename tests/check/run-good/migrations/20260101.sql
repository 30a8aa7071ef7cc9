CREATE TABLE pupil (id int);
