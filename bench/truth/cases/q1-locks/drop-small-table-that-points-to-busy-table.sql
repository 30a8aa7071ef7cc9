-- system: shop
-- expect: lock-queue
-- because: Dropping a foreign key drops its triggers on customers, which takes ACCESS EXCLUSIVE there, without a limit.
DROP TABLE survey_answers;
