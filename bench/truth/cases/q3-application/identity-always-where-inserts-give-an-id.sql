-- system: clinic
-- expect: query-breaks, insert-refused
-- because: rooms are inserted with their id, which GENERATED ALWAYS refuses
SET lock_timeout = '2s';
ALTER TABLE room ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START WITH 1000);
