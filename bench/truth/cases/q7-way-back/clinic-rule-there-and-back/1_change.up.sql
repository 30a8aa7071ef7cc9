-- system: clinic
-- expect: nothing
-- because: the way back drops the rule that the way up made
SET lock_timeout = '2s';
ALTER TABLE chart_import ADD CONSTRAINT chart_import_pages_known CHECK (page_count >= 0) NOT VALID;
