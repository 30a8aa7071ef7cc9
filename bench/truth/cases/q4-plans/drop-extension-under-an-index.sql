-- system: clinic
-- expect: plan-worse
-- because: the trigram index goes with the extension, and every search of the notes reads 3 million of them
SET lock_timeout = '2s';
DROP EXTENSION pg_trgm CASCADE;
