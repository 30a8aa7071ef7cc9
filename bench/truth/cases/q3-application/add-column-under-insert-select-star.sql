-- system: clinic
-- expect: query-breaks
-- because: INSERT INTO reminder_done SELECT * FROM reminder has more values than columns
SET lock_timeout = '2s';
ALTER TABLE reminder ADD COLUMN attempts int NOT NULL DEFAULT 0;
