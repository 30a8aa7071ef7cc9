-- system: clinic
-- expect: answer-changes
-- because: the query of drugs answers with double precision where it answered with numeric
SET lock_timeout = '2s';
ALTER TABLE drug ALTER COLUMN strength TYPE double precision;
