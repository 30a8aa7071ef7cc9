-- system: parcels
-- expect: table-rewrite
-- because: VACUUM FULL writes the table and its indexes anew under ACCESS EXCLUSIVE.
VACUUM FULL claim;
