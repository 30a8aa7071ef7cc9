CREATE TABLE mark (id int);
