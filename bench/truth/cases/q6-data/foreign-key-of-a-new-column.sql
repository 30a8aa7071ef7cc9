-- system: bank
-- expect: nothing
-- because: the new column is NULL in every row, so that the server looks for no branch; nine hundred rows, and an index leads with the column
SET lock_timeout = '2s';
ALTER TABLE teller ADD COLUMN deputy_at int REFERENCES branch;
CREATE INDEX teller_deputy_idx ON teller (deputy_at);
