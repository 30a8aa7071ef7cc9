-- One of every planner habit that a schema can ask for: partitions, inheritance, partial, expression and covering
-- indexes, extended statistics on columns and expressions, GIN, GiST, SP-GiST, hash, BRIN, arrays, ranges, enums. :shrink is 1 for
-- a million readings, 50 for a fiftieth of all.
CREATE TABLE reading (sensor int NOT NULL, at timestamptz NOT NULL, value double precision, flags int NOT NULL DEFAULT 0, note text) PARTITION BY RANGE (at);
CREATE TABLE reading_2025q4 PARTITION OF reading FOR VALUES FROM ('2025-10-01') TO ('2026-01-01');
CREATE TABLE reading_2026q1 PARTITION OF reading FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');
CREATE TABLE reading_2026q2 PARTITION OF reading FOR VALUES FROM ('2026-04-01') TO ('2026-07-01') WITH (fillfactor = 80);
CREATE TABLE reading_other PARTITION OF reading DEFAULT;
CREATE TABLE region (id int PRIMARY KEY, name text NOT NULL) ;
CREATE TABLE shop (id int, region_id int NOT NULL, city text, opened date, budget numeric(12, 2), PRIMARY KEY (region_id, id)) PARTITION BY LIST (region_id);
CREATE TABLE shop_1 PARTITION OF shop FOR VALUES IN (1, 2, 3);
CREATE TABLE shop_2 PARTITION OF shop FOR VALUES IN (4, 5, 6) PARTITION BY HASH (id);
CREATE TABLE shop_2_a PARTITION OF shop_2 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE shop_2_b PARTITION OF shop_2 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE animal (id int PRIMARY KEY, name text NOT NULL, born date NOT NULL);
CREATE TABLE dog (breed text NOT NULL) INHERITS (animal);
CREATE TABLE cat (indoor boolean) INHERITS (animal);
CREATE TABLE place (id int PRIMARY KEY, city text NOT NULL, country text NOT NULL, district text NOT NULL, population int, spot point, area box, open_hours int4range, tags text[], words tsvector, code char(8));
CREATE TABLE payment (id bigint PRIMARY KEY, account int NOT NULL, gone int, amount numeric(10, 2) NOT NULL, status text NOT NULL, made date NOT NULL, memo text, doc jsonb);
ALTER TABLE payment DROP COLUMN gone;

INSERT INTO reading SELECT i % 500, timestamptz '2025-09-15 00:00+00' + i * interval '25 seconds', sin(i) * 100, i % 16, CASE WHEN i % 50 = 0 THEN 'n' || i % 977 END FROM generate_series(1, 1000000 / :shrink) i;
CREATE INDEX ON reading (sensor, at);
CREATE INDEX ON reading (at);
CREATE INDEX reading_flagged ON reading (sensor) WHERE flags = 15;
CREATE INDEX reading_2026q1_brin ON reading_2026q1 USING brin (at) WITH (pages_per_range = 16);
INSERT INTO region SELECT i, 'Region ' || i FROM generate_series(1, 6) i;
INSERT INTO shop SELECT i, 1 + i % 6, 'City ' || i % 300, date '2000-01-01' + i % 9000, (i * 37 % 100000)::numeric / 4 FROM generate_series(1, 120000) i;
CREATE INDEX ON shop (city);
CREATE INDEX ON shop_1 (opened);
INSERT INTO animal SELECT i, 'a' || i, date '2010-01-01' + i % 4000 FROM generate_series(1, 20000) i;
INSERT INTO dog SELECT i, 'd' || i, date '2012-01-01' + i % 3000, 'breed ' || i % 120 FROM generate_series(20001, 90000) i;
INSERT INTO cat SELECT i, 'c' || i, date '2014-01-01' + i % 2000, i % 3 = 0 FROM generate_series(90001, 130000) i;
CREATE INDEX ON animal (born); CREATE INDEX ON dog (born); CREATE INDEX ON cat (born);
CREATE INDEX ON dog (breed, born);
INSERT INTO place SELECT i, 'City ' || i % 400, 'Country ' || i % 40, 'District ' || i % 4000, i * 7919 % 1000000, point(i % 1000, i / 1000), box(point(i % 1000, i / 1000), point(i % 1000 + 5, i / 1000 + 5)),
  int4range(i % 12, i % 12 + 8), ARRAY['t' || i % 100, 't' || i % 33, 't' || i % 7], to_tsvector('simple', 'word' || i % 1000 || ' other' || i % 50 || ' common'), lpad((i % 5000)::text, 8, 'x')
FROM generate_series(1, 200000 / :shrink) i;
CREATE STATISTICS place_where (ndistinct, dependencies, mcv) ON city, country FROM place;
CREATE INDEX place_tags ON place USING gin (tags);
CREATE INDEX place_words ON place USING gin (words);
CREATE INDEX place_spot ON place USING gist (spot);
CREATE INDEX place_spot_sp ON place USING spgist (spot);
CREATE INDEX place_hours ON place USING gist (open_hours);
CREATE INDEX place_city_hash ON place USING hash (city);
CREATE INDEX place_code ON place (code);
CREATE INDEX place_country_population ON place (country, population DESC);
INSERT INTO payment SELECT i, 1 + i % 20000, (i * 31 % 100000)::numeric / 100, (ARRAY['paid','paid','paid','paid','open','failed'])[1 + i % 6], date '2023-01-01' + (i / 700)::int, CASE WHEN i % 4 = 0 THEN 'memo ' || i END, jsonb_build_object('k', i % 10, 'v', i % 1000)
FROM generate_series(1, 700000 / :shrink) i;
CREATE INDEX payment_account ON payment (account, made);
CREATE INDEX payment_total ON payment ((amount * 2));
CREATE INDEX payment_month ON payment (date_trunc('month', made::timestamp));
CREATE INDEX payment_open ON payment (made) WHERE status = 'open';
CREATE INDEX payment_amount ON payment (amount);
CREATE INDEX payment_status ON payment (status);
CREATE INDEX payment_doc ON payment (((doc ->> 'v')));
CREATE STATISTICS payment_expression ON (amount * 2), (date_trunc('month', made::timestamp)) FROM payment; -- since 14
CREATE STATISTICS payment_pair (ndistinct, dependencies, mcv) ON status, account FROM payment;
VACUUM ANALYZE;
INSERT INTO payment SELECT i, 1 + i % 20000, 1000 + i % 100, 'paid', date '2026-01-01' + i % 30, NULL, NULL FROM generate_series(700001, 700000 + 21000 / :shrink) i;
INSERT INTO place SELECT i, 'New city', 'Country 1', 'D', 5, point(1, 1), NULL, NULL, ARRAY['fresh'], to_tsvector('simple', 'fresh'), 'zzzzzzzz' FROM generate_series(200001, 200000 + 3000 / :shrink) i;
INSERT INTO reading SELECT 501, timestamptz '2026-06-25 00:00+00' + i * interval '1 second', 1, 1, NULL FROM generate_series(1, 40000 / :shrink) i;
CHECKPOINT;
