CREATE TABLE orders (id serial PRIMARY KEY, state text NOT NULL DEFAULT 'new', total int, low int, high int, code text);
INSERT INTO orders (state, total, low, high, code)
  SELECT CASE WHEN n % 10 < 6 THEN 'new' WHEN n % 10 < 9 THEN 'paid' ELSE 'lost' END, n, n % 7, n % 7 + 1, 'a' || n
  FROM generate_series(1, 2000) n;
CREATE TABLE visit (id int, page text);
CREATE FUNCTION trim_code() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.code := left(new.code, 2); RETURN new; END $$;
CREATE TRIGGER trim_code BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION trim_code();
ALTER TABLE orders ADD CONSTRAINT never_lost CHECK (state <> 'lost') NOT VALID;
ANALYZE;
