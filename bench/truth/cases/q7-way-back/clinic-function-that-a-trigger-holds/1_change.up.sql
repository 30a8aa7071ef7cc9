-- system: clinic
-- expect: way-back-fails
-- because: the trigger holds its function: DROP FUNCTION is refused without CASCADE
SET lock_timeout = '2s';
CREATE FUNCTION stamp_import() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.imported_at := now(); RETURN NEW; END $$;
CREATE TRIGGER chart_import_stamped BEFORE INSERT ON chart_import FOR EACH ROW EXECUTE FUNCTION stamp_import();
