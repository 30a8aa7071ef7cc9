-- system: bank
-- expect: nothing
-- because: the column is a bigint, and the sequence has more numbers afterwards than anybody needs
SET lock_timeout = '2s';
ALTER SEQUENCE holder_id_seq MAXVALUE 9000000000000000000 CACHE 20;
