SELECT EXISTS (SELECT FROM person WHERE lower(email) = $1);
INSERT INTO person (email, name) VALUES ($1, $2);
UPDATE setting SET value = $2 WHERE name = $1;
INSERT INTO setting (name, value) VALUES ($1, $2);
