-- system: bank
-- expect: nothing
-- because: a number ahead of every id that is there, and two billion are left for a table of two hundred rows
SELECT setval('campaign_id_seq', 1000);
