-- system: parcels
-- expect: nothing
-- because: ONLY and NO INHERIT leave the children out, and the parent has no row: there is nothing to read.
SET lock_timeout = '2s';
ALTER TABLE ONLY reading ADD CONSTRAINT reading_is_empty CHECK (value > -100) NO INHERIT;
