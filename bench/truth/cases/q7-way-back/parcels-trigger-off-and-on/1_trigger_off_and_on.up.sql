-- system: parcels
-- expect: nothing
-- because: The trigger is switched on again.
SET lock_timeout = '2s';
ALTER TABLE stop_draft ALTER COLUMN pos SET DEFAULT 0;
ALTER TABLE claim DISABLE TRIGGER claim_search;
ALTER TABLE claim ALTER COLUMN search SET DEFAULT '';
