-- system: clinic
-- expect: nothing
-- because: no query and no other view reads old_fax_list
SET lock_timeout = '2s';
DROP VIEW old_fax_list;
