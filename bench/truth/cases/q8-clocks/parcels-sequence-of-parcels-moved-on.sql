-- system: parcels
-- expect: nothing
-- because: It skips a thousand numbers, and bigint has enough of them.
SELECT setval('parcel_id_seq', 60001000);
