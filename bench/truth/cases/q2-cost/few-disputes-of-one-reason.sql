-- system: bank
-- expect: nothing
-- because: a few thousand rows of a small table
UPDATE dispute SET reason = 'not mine' WHERE reason = 'reason 3';
