-- system: clinic
-- expect: query-breaks
-- because: patient_card is read 80 times a second
SET lock_timeout = '2s';
DROP VIEW patient_card;
