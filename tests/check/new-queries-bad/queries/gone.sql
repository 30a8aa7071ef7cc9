BEGIN;
SELECT nickname FROM person WHERE id = $1;
COMMIT;
