-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: accounts point to the branch, and their foreign key keeps it
SET lock_timeout = '2s';
DELETE FROM branch WHERE id = 17;
