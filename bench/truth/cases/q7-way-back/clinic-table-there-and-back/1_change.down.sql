SET lock_timeout = '2s';
DROP TABLE ward_bed;
DROP TABLE ward;
