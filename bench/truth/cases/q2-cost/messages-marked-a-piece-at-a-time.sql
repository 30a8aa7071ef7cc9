-- system: bank
-- expect: nothing
-- because: at most five thousand rows by their key, some milliseconds each time the job is run
UPDATE message SET read_at = sent_at WHERE id BETWEEN 1 AND 5000 AND read_at IS NULL;
