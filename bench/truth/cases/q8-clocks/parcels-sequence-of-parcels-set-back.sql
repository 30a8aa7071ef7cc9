-- system: parcels
-- expect: sequence-behind
-- because: The next numbers are those of parcels that are there.
SELECT setval('parcel_id_seq', 1000);
