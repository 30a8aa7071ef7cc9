-- system: bank
-- expect: nothing
-- because: the lock is short and given up early, and a row that is written costs a comparison more
SET lock_timeout = '2s';
CREATE FUNCTION too_many_tries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.pin_tries > 3 THEN NEW.state := 'blocked'; END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER card_too_many_tries BEFORE UPDATE OF pin_tries ON card FOR EACH ROW EXECUTE FUNCTION too_many_tries();
