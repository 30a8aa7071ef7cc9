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
-- Each row has a number of its own: there is no conflict, ever.
INSERT INTO person (email) VALUES ($1) ON CONFLICT DO NOTHING;
-- Half of a key.
INSERT INTO page (tenant, slug) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM page WHERE slug = $2);
