-- system: bank
-- expect: nothing
-- because: a plain VACUUM lets everybody read and write
VACUUM (ANALYZE) login_attempt;
