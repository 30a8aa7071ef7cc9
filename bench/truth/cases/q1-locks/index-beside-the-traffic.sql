-- system: bank
-- expect: nothing
-- because: CONCURRENTLY lets everybody read and write while it reads 170 million bookings
CREATE INDEX CONCURRENTLY entry_kind_booked_idx ON entry (kind, booked_on);
