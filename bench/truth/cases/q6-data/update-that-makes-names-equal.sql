-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: some names differ in capitals alone: written small, they meet the unique key
UPDATE holder SET login_name = lower(login_name) WHERE login_name <> lower(login_name);
