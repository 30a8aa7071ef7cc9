CREATE TABLE orders (id serial PRIMARY KEY, state text NOT NULL DEFAULT 'new', total int, tax int DEFAULT 0);
INSERT INTO orders (state, total)
  SELECT CASE WHEN n % 10 < 6 THEN 'new' WHEN n % 10 < 9 THEN 'paid' ELSE 'lost' END, n - 50
  FROM generate_series(1, 2000) n;
ANALYZE;
