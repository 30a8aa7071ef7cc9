-- system: bank
-- expect: nothing
-- because: every name of sixty characters fits into eighty, and the server writes and reads no row for it
SET lock_timeout = '2s';
ALTER TABLE card ALTER COLUMN embossed_name TYPE varchar(80);
