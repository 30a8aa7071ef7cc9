-- system: bank
-- expect: integer-overflow, statement-fails, statement-may-fail, data-refuses
-- because: each row that is there takes a number, and a smallserial ends at 32767: there are more rows in production
SET lock_timeout = '2s';
ALTER TABLE standing_order ADD COLUMN position smallserial;
