-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: the euro is there already, and the key refuses a second one
INSERT INTO currency (code, name, minor_units) VALUES ('EUR', 'Euro', 2), ('ISK', 'Icelandic krona', 0);
