-- system: bank
-- expect: key-too-narrow
-- because: IBANs are up to 34 characters long, and a key of 22 cannot hold them
SET lock_timeout = '2s';
CREATE TABLE payout_account (iban varchar(22) PRIMARY KEY REFERENCES account (iban), chosen_at timestamptz NOT NULL);
