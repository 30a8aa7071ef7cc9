-- system: bank
-- expect: nothing
-- because: no foreign key points to campaigns, and one row is deleted
DELETE FROM campaign WHERE id = 7;
