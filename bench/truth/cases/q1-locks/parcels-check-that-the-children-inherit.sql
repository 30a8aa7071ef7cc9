-- system: parcels
-- expect: table-scan
-- because: A CHECK on the parent goes to all children, and each is read whole under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE reading ADD CONSTRAINT reading_value_is_sane CHECK (value > -100);
