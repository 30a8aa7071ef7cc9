CREATE TABLE account (id bigint PRIMARY KEY, name text);
INSERT INTO account SELECT 3000000000 + n, 'account ' || n FROM generate_series(1, 20000) n;
CREATE TABLE entry (id serial PRIMARY KEY, account_id bigint, cents int);
INSERT INTO entry (account_id, cents) SELECT 3000000000 + n, n FROM generate_series(1, 20000) n;
SELECT setval('entry_id_seq', 1900000000);
INSERT INTO entry (account_id, cents) VALUES (3000000001, 5);
ANALYZE;
