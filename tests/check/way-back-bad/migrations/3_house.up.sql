SET lock_timeout = '2s';
CREATE TABLE house (id int PRIMARY KEY);
