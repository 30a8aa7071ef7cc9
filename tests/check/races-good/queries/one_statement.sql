-- No key on any of these.
INSERT INTO person (email, name) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM person WHERE email = $1);
-- A key of another state's rows is in nobody's way.
INSERT INTO job (kind, state) SELECT $1, 'running' WHERE NOT EXISTS (SELECT 1 FROM job WHERE kind = $1 AND state = 'running');
INSERT INTO "Tag" ("Label") SELECT DISTINCT label FROM import WHERE NOT EXISTS (SELECT FROM "Tag" WHERE "Label" = label);
WITH found AS (UPDATE setting SET value = $2 WHERE name = $1 RETURNING name)
  INSERT INTO setting (name, value) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM found);
-- The key of a partitioned table goes over its partitions.
INSERT INTO visit (page, day) SELECT $1, $2::date WHERE NOT EXISTS (SELECT FROM visit WHERE page = $1 AND day = $2::date);
INSERT INTO note (about, body) SELECT $1, $2 WHERE (SELECT count(*) FROM note WHERE about = $1) = 0;
-- A copy of a row is no look for one.
INSERT INTO orders (customer, product) SELECT customer, product FROM orders WHERE id = $1;
INSERT INTO orders (customer, product) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM price WHERE product = $2);
INSERT INTO booking (room, during) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM booking WHERE during && $2 AND room = $1);
INSERT INTO seat (event, number) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM seat WHERE event = $1 AND number = $2 AND $2 > 0);
INSERT INTO orders (customer, product) SELECT o.customer, $2 FROM orders o LEFT JOIN price p ON p.product = o.product
  WHERE p.product IS NULL AND o.customer = $1;
INSERT INTO person (email, name) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING;
