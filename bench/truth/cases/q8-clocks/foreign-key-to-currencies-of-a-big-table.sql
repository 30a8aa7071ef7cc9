-- system: bank
-- expect: nothing
-- because: nobody deletes a currency or renames one, so that no index of the column is ever asked for; NOT VALID reads no row, and the lock is short
SET lock_timeout = '2s';
ALTER TABLE account ADD CONSTRAINT account_currency_fkey FOREIGN KEY (currency) REFERENCES currency NOT VALID;
