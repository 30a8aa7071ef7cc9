-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE submission ADD CONSTRAINT attempt_counts CHECK (attempt > 0) NOT VALID;
ALTER TABLE submission VALIDATE CONSTRAINT attempt_counts;
