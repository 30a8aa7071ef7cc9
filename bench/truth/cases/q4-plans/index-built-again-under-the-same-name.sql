-- system: clinic
-- expect: nothing
-- because: the new index of the same columns stands before the old one goes, and takes its name in the same transaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY appointment_room_new_idx ON appointment (room_id, starts_at) WITH (fillfactor = 85);
BEGIN;
DROP INDEX appointment_room_idx;
ALTER INDEX appointment_room_new_idx RENAME TO appointment_room_idx;
COMMIT;
