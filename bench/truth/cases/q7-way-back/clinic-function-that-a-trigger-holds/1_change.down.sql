SET lock_timeout = '2s';
DROP FUNCTION stamp_import();
