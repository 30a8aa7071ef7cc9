-- system: clinic
-- expect: query-breaks
-- because: ON CONFLICT ON CONSTRAINT appointment_slot_key wants a constraint of that name; a unique index is none
SET lock_timeout = '2s';
CREATE UNIQUE INDEX CONCURRENTLY appointment_slot_idx ON appointment (staff_id, starts_at);
ALTER TABLE appointment DROP CONSTRAINT appointment_slot_key;
