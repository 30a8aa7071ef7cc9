-- system: shop
-- expect: index-build
-- because: 60 million rows are sorted under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE payments ADD CONSTRAINT payments_provider_ref_key UNIQUE (provider_ref);
