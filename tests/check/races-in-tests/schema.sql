CREATE TABLE person (id bigserial PRIMARY KEY, email text, name text);
CREATE TABLE orders (id bigserial PRIMARY KEY, customer int NOT NULL, product int);
CREATE TABLE customer (id int PRIMARY KEY, name text);
