-- system: bank
-- expect: integer-overflow
-- because: the new maximum is 50000 above where the sequence stands, which is nine hours of new accounts
SET lock_timeout = '2s';
ALTER SEQUENCE account_id_seq MAXVALUE 1920100000;
