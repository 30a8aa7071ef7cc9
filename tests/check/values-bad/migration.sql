SET lock_timeout = '2s';
ALTER TABLE orders ADD CONSTRAINT known_state CHECK (state IN ('new', 'paid')) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total + tax > 0) NOT VALID;
