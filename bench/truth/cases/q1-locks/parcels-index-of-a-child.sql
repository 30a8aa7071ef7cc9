-- system: parcels
-- expect: index-build
-- because: The child of this year is written all the time, and is as large as its year.
SET lock_timeout = '2s';
CREATE INDEX reading_2026_at_idx ON reading_2026 (at);
