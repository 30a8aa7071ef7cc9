-- system: bank
-- expect: answer-changes
-- because: a query reads SELECT * of branches: who has prepared it is refused until it is prepared again
SET lock_timeout = '2s';
ALTER TABLE branch ADD COLUMN closes_at time;
