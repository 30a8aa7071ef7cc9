-- system: bank
-- expect: nothing
-- because: a comment keeps out neither readers nor writers
SET lock_timeout = '2s';
COMMENT ON COLUMN transfer.reference IS 'what the payer wrote';
