CREATE TABLE invoice (id int PRIMARY KEY, customer int NOT NULL, cents int NOT NULL);
CREATE TABLE receipt (id int PRIMARY KEY, customer int NOT NULL);
INSERT INTO invoice SELECT n, n % 50, n FROM generate_series(1, 5000) n;
INSERT INTO receipt SELECT n, n % 50 FROM generate_series(1, 5000) n;
ANALYZE;
