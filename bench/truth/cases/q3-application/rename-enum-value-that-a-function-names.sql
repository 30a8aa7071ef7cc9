-- system: clinic
-- expect: query-breaks
-- because: the body of missed_of holds 'missed' as text, which is no value of the type any more
SET lock_timeout = '2s';
ALTER TYPE appointment_status RENAME VALUE 'missed' TO 'no_show';
