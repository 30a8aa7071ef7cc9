SET lock_timeout = '2s';
DELETE FROM branch WHERE id = 17;
UPDATE account SET login = lower(login) WHERE login <> lower(login);
INSERT INTO branch (id, city) VALUES (41, 'Riga');
