SET lock_timeout = '2s';
ALTER TABLE prescription ADD CONSTRAINT prescription_status_known CHECK (status IN ('open', 'given', 'void'));
