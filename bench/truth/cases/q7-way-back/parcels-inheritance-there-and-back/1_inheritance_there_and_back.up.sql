-- system: parcels
-- expect: nothing
-- because: A new child is made and taken away.
SET lock_timeout = '2s';
CREATE TABLE reading_2027 () INHERITS (reading);
