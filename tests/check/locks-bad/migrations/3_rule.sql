ALTER TABLE submission ADD CONSTRAINT attempt_counts CHECK (attempt > 0);
