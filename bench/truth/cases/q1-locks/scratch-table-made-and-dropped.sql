-- system: bank
-- expect: nothing
-- because: the table is made by the same change and gone at its end
CREATE TABLE scratch AS SELECT id, code FROM branch;
DROP TABLE scratch;
