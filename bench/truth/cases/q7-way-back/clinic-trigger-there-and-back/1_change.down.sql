SET lock_timeout = '2s';
DROP TRIGGER chart_import_stamped ON chart_import;
DROP FUNCTION stamp_import();
