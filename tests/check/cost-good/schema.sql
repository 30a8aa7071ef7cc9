CREATE TABLE event (id bigint PRIMARY KEY, kind text NOT NULL, at timestamptz NOT NULL, doc text);
INSERT INTO event SELECT n, 'kind ' || n % 9, '2026-01-01'::timestamptz + n * interval '1 second', repeat('x', 400)
  FROM generate_series(1, 250000) n;
CREATE INDEX event_at ON event (at);
SET default_statistics_target = 1000;
ANALYZE;
