-- What a pharmacy has on its shelves. One of its indexes calls a function of the database's own.
CREATE FUNCTION bare_name(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT lower(regexp_replace(name, '[^[:alnum:]]', '', 'g')) $$;

CREATE TABLE medicine (
  id int PRIMARY KEY,
  name text NOT NULL,
  maker text NOT NULL,
  price_cents int NOT NULL
);
INSERT INTO medicine SELECT n, 'Ibu ' || n || '-C', 'maker ' || n % 90, 100 + n % 9000 FROM generate_series(1, 40000) n;
CREATE INDEX medicine_bare_name_idx ON medicine (bare_name(name));

CREATE TABLE shelf (
  id int PRIMARY KEY,
  aisle text NOT NULL,
  medicine_id int NOT NULL REFERENCES medicine,
  pieces int NOT NULL
);
INSERT INTO shelf SELECT n, 'A' || n % 40, 1 + n % 40000, n % 30 FROM generate_series(1, 50000) n;
CREATE INDEX shelf_medicine_idx ON shelf (medicine_id);

CREATE TABLE opening_hours (
  weekday smallint PRIMARY KEY,
  opens time NOT NULL,
  closes time NOT NULL
);
INSERT INTO opening_hours SELECT n, '08:00', '18:30' FROM generate_series(1, 6) n;

ANALYZE;
