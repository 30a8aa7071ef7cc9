-- system: shop
-- expect: nothing
-- because: The index is built CONCURRENTLY, and the constraint takes it over as it is.
-- ante:no-transaction
CREATE UNIQUE INDEX CONCURRENTLY payments_provider_ref_key ON payments (provider_ref);
SET lock_timeout = '2s';
ALTER TABLE payments ADD CONSTRAINT payments_provider_ref_key UNIQUE USING INDEX payments_provider_ref_key;
