CREATE TABLE event (id bigint, action text, at date) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO event SELECT n, 'action ' || n % 7, '2025-03-01' FROM generate_series(1, 3000) n;
CREATE INDEX event_action_idx ON ONLY event (action);
CREATE TABLE payee (iban varchar(34) PRIMARY KEY);
ANALYZE;
