-- system: bank
-- expect: sequence-behind
-- because: two hundred ids are taken, and the sequence gives them again
SELECT setval('campaign_id_seq', 1, false);
