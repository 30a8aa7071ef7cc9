-- system: bank
-- expect: bulk-write
-- because: one UPDATE writes twelve million rows, whose locks are kept to its end
UPDATE message SET read_at = sent_at WHERE read_at IS NULL;
