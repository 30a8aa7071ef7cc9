-- system: bank
-- expect: nothing
-- because: the table is made by the same change, and no id is taken yet
CREATE TABLE rate_source (id bigint PRIMARY KEY, name text NOT NULL);
ALTER TABLE rate_source ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
