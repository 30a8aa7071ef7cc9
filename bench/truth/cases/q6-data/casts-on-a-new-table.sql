-- system: bank
-- expect: nothing
-- because: a table that the same change makes has no row that a cast could refuse
CREATE TABLE import_line (line text, booked text, amount varchar(40));
ALTER TABLE import_line ALTER COLUMN line TYPE int USING line::int;
ALTER TABLE import_line ALTER COLUMN booked TYPE date USING booked::date;
ALTER TABLE import_line ALTER COLUMN amount TYPE numeric(14, 2) USING amount::numeric;
