-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one holder in a thousand lives in ZZ, which is no country
-- ante:no-transaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY holder_country_idx ON holder (country);
ALTER TABLE holder ADD CONSTRAINT holder_country_fkey FOREIGN KEY (country) REFERENCES country NOT VALID;
ALTER TABLE holder VALIDATE CONSTRAINT holder_country_fkey;
