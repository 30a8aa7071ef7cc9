-- system: pharmacy
-- expect: plan-worse
-- because: what lies where is found by it alone among 5 million shelves
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY shelf_medicine_idx;
