-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one product has two fees for five weeks
SET lock_timeout = '2s';
ALTER TABLE fee_schedule ADD CONSTRAINT one_fee_at_a_time EXCLUDE USING gist (product WITH =, valid_during WITH &&);
