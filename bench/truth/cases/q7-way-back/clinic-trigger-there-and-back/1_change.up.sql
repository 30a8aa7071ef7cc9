-- system: clinic
-- expect: nothing
-- because: the trigger goes before the function that it calls
SET lock_timeout = '2s';
CREATE FUNCTION stamp_import() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.imported_at := now(); RETURN NEW; END $$;
CREATE TRIGGER chart_import_stamped BEFORE INSERT ON chart_import FOR EACH ROW EXECUTE FUNCTION stamp_import();
