-- system: bank
-- expect: query-breaks
-- because: the application gives devices their ids itself, and GENERATED ALWAYS refuses that
SET lock_timeout = '2s';
ALTER TABLE device ALTER COLUMN id SET GENERATED ALWAYS;
