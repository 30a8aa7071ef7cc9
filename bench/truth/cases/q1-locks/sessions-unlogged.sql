-- system: bank
-- expect: table-rewrite
-- because: SET UNLOGGED writes the whole table again under a lock that keeps everybody out
SET lock_timeout = '2s';
ALTER TABLE session SET UNLOGGED;
