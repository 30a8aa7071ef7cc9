-- system: shop
-- expect: index-build
-- because: The index of an exclusion constraint is built under ACCESS EXCLUSIVE, and there is no other way.
SET lock_timeout = '2s';
ALTER TABLE payments ADD CONSTRAINT one_provider_ref EXCLUDE USING btree (provider_ref WITH =);
