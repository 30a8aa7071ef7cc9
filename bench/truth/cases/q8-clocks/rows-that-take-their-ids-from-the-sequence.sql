-- system: bank
-- expect: nothing
-- because: the ids come from the sequence, which is ahead of all that are there
INSERT INTO branch (code, city) VALUES ('B0401', 'city 41'), ('B0402', 'city 42');
