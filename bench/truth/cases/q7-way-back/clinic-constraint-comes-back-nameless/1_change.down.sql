SET lock_timeout = '2s';
ALTER TABLE prescription ADD CHECK (status IN ('open', 'given', 'void')) NOT VALID;
