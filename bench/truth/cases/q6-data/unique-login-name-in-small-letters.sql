-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: the names are unique as they are written, but some differ in capitals alone, and the expression makes them equal
CREATE UNIQUE INDEX CONCURRENTLY holder_login_small_key ON holder (lower(login_name));
