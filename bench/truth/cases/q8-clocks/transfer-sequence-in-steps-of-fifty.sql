-- system: bank
-- expect: nothing
-- because: the key is a bigint, as is its sequence: in steps of fifty and 60 a second it lasts for millions of years
SET lock_timeout = '2s';
ALTER SEQUENCE transfer_id_seq INCREMENT BY 50;
