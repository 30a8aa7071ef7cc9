-- system: bank
-- expect: integer-overflow
-- because: four fifths of the ints are used up, 120 a second: in steps of fifty the rest is gone in less than a day
-- The mapper takes fifty ids at a time from now on.
SET lock_timeout = '2s';
ALTER SEQUENCE entry_id_seq INCREMENT BY 50;
