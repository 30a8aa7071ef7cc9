-- system: bank
-- expect: nothing
-- because: it sets the sequence behind the highest id, which is what was wrong
SELECT setval('standing_order_id_seq', (SELECT max(id) FROM standing_order) + 1000);
