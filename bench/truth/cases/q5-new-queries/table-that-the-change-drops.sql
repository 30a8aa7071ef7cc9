-- system: clinic
-- expect: new-query-refused
-- because: the change drops the view that the query reads
-- queries: clinic-table-that-the-change-drops.sql
SET lock_timeout = '2s';
DROP VIEW old_fax_list;
