-- system: clinic
-- expect: plan-worse
-- because: the booked appointments that are next are found by it alone among 12 million
SET lock_timeout = '2s';
DROP INDEX appointment_booked_idx;
