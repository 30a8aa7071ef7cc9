-- system: bank
-- expect: integer-overflow
-- because: after this number there are some thirteen thousand ids left for a table that gets more than one a second: less than three hours
SELECT setval('account_id_seq', 2147470000);
