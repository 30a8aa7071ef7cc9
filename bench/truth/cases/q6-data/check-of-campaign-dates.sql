-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: four campaigns end before they begin
SET lock_timeout = '2s';
ALTER TABLE campaign ADD CONSTRAINT ends_after_start CHECK (ends_on >= starts_on);
