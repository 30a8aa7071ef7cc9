-- system: bank
-- expect: sequence-behind, statement-fails, statement-may-fail, data-refuses
-- because: the sequence stands at 4000 and the ids go beyond 10000: the order takes 4001 from it, which is there already
INSERT INTO standing_order (account_id, amount, day_of_month) VALUES (24000, 12.50, 1);
