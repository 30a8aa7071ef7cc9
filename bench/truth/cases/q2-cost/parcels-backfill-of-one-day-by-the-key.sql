-- system: parcels
-- expect: nothing
-- because: A hundred rows by their key are written and done.
SET lock_timeout = '2s';
UPDATE claim SET handler = 'desk 1' WHERE id BETWEEN 100 AND 200;
