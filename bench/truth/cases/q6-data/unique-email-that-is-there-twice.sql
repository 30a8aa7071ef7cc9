-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one address in 33 is in holder twice, so the build of the unique index fails and leaves an invalid index behind
CREATE UNIQUE INDEX CONCURRENTLY holder_email_key ON holder (email);
