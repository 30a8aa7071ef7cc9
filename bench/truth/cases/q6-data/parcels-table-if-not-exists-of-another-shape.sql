-- system: parcels
-- expect: statement-fails
-- because: The table is there already without the column that the index is of.
SET lock_timeout = '2s';
CREATE TABLE IF NOT EXISTS voucher (code text PRIMARY KEY, percent int NOT NULL, valid_until date);
CREATE INDEX voucher_valid_idx ON voucher (valid_until);
