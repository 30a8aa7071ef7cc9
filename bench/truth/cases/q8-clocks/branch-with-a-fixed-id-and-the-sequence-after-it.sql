-- system: bank
-- expect: nothing
-- because: the sequence is set behind the highest id in the same transaction
INSERT INTO branch (id, code, city) VALUES (401, 'B0401', 'city 41');
SELECT setval(pg_get_serial_sequence('branch', 'id'), (SELECT max(id) FROM branch));
