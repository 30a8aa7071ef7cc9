-- system: parcels
-- expect: nothing
-- because: The column of the same name that the web reads belongs to the other table.
ALTER TABLE billing.account RENAME COLUMN owner TO holder;
