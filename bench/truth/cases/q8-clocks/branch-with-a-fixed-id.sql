-- system: bank
-- expect: sequence-behind
-- because: 401 is what the sequence gives next: the next branch that gets its id from it meets the key
INSERT INTO branch (id, code, city) VALUES (401, 'B0401', 'city 41');
