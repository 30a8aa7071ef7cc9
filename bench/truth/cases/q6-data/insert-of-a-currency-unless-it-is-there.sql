-- system: bank
-- expect: nothing
-- because: what is there already is passed over
INSERT INTO currency (code, name, minor_units) VALUES ('EUR', 'Euro', 2), ('ISK', 'Icelandic krona', 0) ON CONFLICT (code) DO NOTHING;
