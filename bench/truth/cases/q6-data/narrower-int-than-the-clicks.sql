-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: two campaigns have more clicks than an int holds
SET lock_timeout = '2s';
ALTER TABLE campaign ALTER COLUMN clicks TYPE int;
