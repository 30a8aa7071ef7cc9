-- What failed builds left behind, run by the superuser after schema.sql.
-- A unique index was to be built beside the traffic, and met keys that are there twice.
UPDATE pg_index SET indisunique = true, indisvalid = false, indisready = false
WHERE indexrelid = 'transfer_request_key_idx'::regclass;
-- And this one was cut short.
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'card_holder_state_idx'::regclass;
