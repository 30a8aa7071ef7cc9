-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one holder in seventy was born unknown, and some on the 30th of February
SET lock_timeout = '2s';
ALTER TABLE holder ALTER COLUMN born TYPE date USING born::date;
