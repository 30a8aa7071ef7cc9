-- system: bank
-- expect: nothing
-- because: a new column is NULL in every row, and NULLs are different from each other; the table is small and nobody waits for it
SET lock_timeout = '2s';
ALTER TABLE campaign ADD COLUMN slug text UNIQUE;
