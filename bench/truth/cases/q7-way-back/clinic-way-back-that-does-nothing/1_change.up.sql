-- system: clinic
-- expect: way-back-differs
-- because: the table stays
SET lock_timeout = '2s';
CREATE TABLE allergy (id int PRIMARY KEY, substance text NOT NULL);
