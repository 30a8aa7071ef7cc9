SET lock_timeout = '2s';
DROP TABLE ward;
DROP TABLE ward_bed;
