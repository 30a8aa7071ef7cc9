-- system: clinic
-- expect: way-back-differs
-- because: the second table stays
SET lock_timeout = '2s';
CREATE TABLE allergy (id int PRIMARY KEY, substance text NOT NULL);
CREATE TABLE allergy_source (id int PRIMARY KEY, title text NOT NULL);
