CREATE TABLE note (id serial PRIMARY KEY, about bigint NOT NULL, body text);
