-- system: clinic
-- expect: query-breaks
-- because: a query of the application calls age_of(born)
SET lock_timeout = '2s';
DROP FUNCTION age_of(date);
