-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: some codes have more than twelve characters, and varchar(12) refuses what is cut by an assignment
SET lock_timeout = '2s';
ALTER TABLE campaign ALTER COLUMN code TYPE varchar(12);
