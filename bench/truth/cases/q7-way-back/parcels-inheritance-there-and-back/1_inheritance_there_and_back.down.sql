SET lock_timeout = '2s';
DROP TABLE reading_2027;
