CREATE TABLE pupil (id int PRIMARY KEY, name text, state text);
CREATE TABLE note (id int PRIMARY KEY, pupil int, changed_at timestamptz);
CREATE FUNCTION leave(integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE pupil SET state = 'left' WHERE id = $1;
END $$;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON note FOR EACH ROW EXECUTE FUNCTION stamp();
INSERT INTO pupil SELECT n, 'name ' || n, 'here' FROM generate_series(1, 400) n;
INSERT INTO note SELECT n, n FROM generate_series(1, 400) n;
ANALYZE;
