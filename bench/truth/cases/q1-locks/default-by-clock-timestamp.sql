-- system: bank
-- expect: table-rewrite
-- because: clock_timestamp() looks like now() and is volatile: each session is written again
SET lock_timeout = '2s';
ALTER TABLE session ADD COLUMN noted_at timestamptz DEFAULT clock_timestamp();
