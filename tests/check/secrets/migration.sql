-- Who reads the report need not know what is open sesame to whom.
ALTER TABLE submission ADD COLUMN graded_on date;
CREATE ROLE reporter LOGIN PASSWORD 'open sesame';
