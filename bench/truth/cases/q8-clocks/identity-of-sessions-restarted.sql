-- system: bank
-- expect: sequence-behind
-- because: the ids from 1 on are taken by millions of sessions: every new one is refused until the count is past them
SET lock_timeout = '2s';
ALTER TABLE session ALTER COLUMN id RESTART WITH 1;
