-- system: bank
-- expect: integer-overflow, statement-fails, statement-may-fail, data-refuses
-- because: the sequence of transfers stands beyond int: its range cannot be that of an int, and the server refuses it
SET lock_timeout = '2s';
ALTER SEQUENCE transfer_id_seq AS int;
