-- system: bank
-- expect: nothing
-- because: the branch is there before its teller, and both ids are new
SET lock_timeout = '2s';
INSERT INTO branch (code, city) VALUES ('B0401', 'city 41');
INSERT INTO teller (id, name, branch_id) SELECT 1001, 'teller 1001', id FROM branch WHERE code = 'B0401';
