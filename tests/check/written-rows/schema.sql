CREATE TABLE branch (id int PRIMARY KEY, city text);
CREATE TABLE account (id int PRIMARY KEY, branch int REFERENCES branch, login text UNIQUE);
CREATE INDEX ON account (branch);
INSERT INTO branch SELECT n, 'city ' || n FROM generate_series(1, 40) n;
INSERT INTO account SELECT n, 1 + n % 40, 'name ' || n FROM generate_series(1, 4000) n;
ANALYZE;
