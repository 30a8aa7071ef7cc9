-- system: parcels
-- expect: query-breaks
-- because: The web sets and gives the credit, which a generated column refuses.
SET lock_timeout = '2s';
ALTER TABLE sender DROP COLUMN credit;
ALTER TABLE sender ADD COLUMN credit numeric(10, 2) GENERATED ALWAYS AS (length(name)) STORED;
