-- system: parcels
-- expect: plan-worse, index-build, table-rewrite, lock-held
-- because: As text the address is found by another index, which is built under the lock; and case counts from now on.
SET lock_timeout = '2s';
ALTER TABLE sender ALTER COLUMN email TYPE text USING lower(email::text);
