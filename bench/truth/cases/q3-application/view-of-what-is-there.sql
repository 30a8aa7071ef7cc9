-- system: bank
-- expect: nothing
-- because: a new view takes nothing from anybody
CREATE VIEW open_account AS SELECT id, iban, holder_id FROM account WHERE state = 'open';
GRANT SELECT ON open_account TO PUBLIC;
