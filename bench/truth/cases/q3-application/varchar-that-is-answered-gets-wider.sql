-- system: clinic
-- expect: answer-changes
-- because: the length is a part of the answer's type: sessions with the statement prepared get "cached plan must not change result type"
SET lock_timeout = '2s';
ALTER TABLE prescription ALTER COLUMN unit TYPE varchar(20);
