-- system: pharmacy
-- expect: plan-worse
-- because: no other index holds bare_name(name): each search reads 800,000 medicines and calls the function for all of them
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY medicine_bare_name_idx;
