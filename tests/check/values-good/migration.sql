SET lock_timeout = '2s';
ALTER TABLE orders ADD CONSTRAINT known_state CHECK (state IN ('new', 'paid', 'lost')) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT in_order CHECK (low < high) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT short CHECK (length(code) <= 2) NOT VALID;
ALTER TABLE visit ADD CONSTRAINT page_known CHECK (page <> '') NOT VALID;
