CREATE TABLE submission (id int PRIMARY KEY, pupil int);
CREATE VIEW submission_totals AS SELECT pupil, count(*) AS submissions FROM submission GROUP BY pupil;
