SET default_statistics_target = 1000;
CREATE TABLE event (id int PRIMARY KEY, account int, made_at timestamptz, what text);
SELECT setseed(0.5);
INSERT INTO event SELECT n, n % 300, timestamptz '2026-01-01' + random() * interval '300 days', repeat('x', 60) FROM generate_series(1, 30000) n;
CREATE INDEX event_account_idx ON event (account);
ANALYZE;
CREATE INDEX event_made_at_idx ON event (made_at);
