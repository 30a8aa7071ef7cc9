-- system: parcels
-- expect: query-breaks
-- because: Through a view the key is no key: the list that groups by it is refused.
SET lock_timeout = '2s';
ALTER TABLE depot RENAME TO hub;
CREATE VIEW depot AS SELECT * FROM hub;
GRANT SELECT, INSERT, UPDATE, DELETE ON depot TO web;
