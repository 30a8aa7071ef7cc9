-- system: bank
-- expect: nothing
-- because: the key is as long as what it points to, and the primary key leads with it
SET lock_timeout = '2s';
CREATE TABLE payout_account (iban varchar(34) PRIMARY KEY REFERENCES account (iban), chosen_at timestamptz NOT NULL);
