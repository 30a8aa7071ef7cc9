-- What cannot be made in the order in which it stands in a list: objects that need each other, and leftovers.

-- A view and a function that need each other, and a view that needs that view.
CREATE TABLE base (a int, b text COLLATE "C");
CREATE VIEW round AS SELECT 1 AS a, 'x'::text COLLATE "C" AS b;
CREATE FUNCTION of_round(round) RETURNS int LANGUAGE sql AS 'select 1';
CREATE OR REPLACE VIEW round WITH (security_barrier) AS SELECT of_round(NULL::round) AS a, b FROM base;
CREATE VIEW after_round AS SELECT * FROM round;

-- A domain whose check takes the domain; a view that stands on a primary key, and a function on the view.
CREATE DOMAIN checked AS int;
CREATE FUNCTION is_fine(checked) RETURNS bool LANGUAGE sql IMMUTABLE AS 'select true';
ALTER DOMAIN checked ADD CONSTRAINT fine CHECK (is_fine(VALUE));
CREATE TABLE keyed (a int, b int PRIMARY KEY);
CREATE VIEW grouped AS SELECT a, b FROM keyed GROUP BY b;
CREATE FUNCTION of_grouped() RETURNS SETOF grouped BEGIN ATOMIC SELECT * FROM grouped; END; -- since 14

-- A partition whose foreign key was there before, under its own name.
CREATE TABLE referred (id int PRIMARY KEY);
CREATE TABLE whole (id int, k int) PARTITION BY RANGE (k);
CREATE TABLE part (id int, k int, CONSTRAINT its_own FOREIGN KEY (id) REFERENCES referred);
ALTER TABLE whole ADD CONSTRAINT the_wholes FOREIGN KEY (id) REFERENCES referred;
ALTER TABLE whole ATTACH PARTITION part FOR VALUES FROM (0) TO (10);

-- What is left of two CREATE INDEX CONCURRENTLY that failed, early and late.
CREATE TABLE half_indexed (a int);
CREATE UNIQUE INDEX never_written ON half_indexed (a);
CREATE INDEX written_but_invalid ON half_indexed (a);
UPDATE pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 'never_written'::regclass;
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'written_but_invalid'::regclass;

-- Children that are stricter than their parents, and generated columns that are inherited.
CREATE TABLE loose (a int, g int GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE strict (b int) INHERITS (loose);
ALTER TABLE strict ALTER a SET NOT NULL, ALTER a SET DEFAULT 7;

-- Sequences that belong to nobody, to a column that does not use them, and to a default that hides them.
CREATE SEQUENCE shared;
CREATE TABLE uses_it (id int DEFAULT nextval('shared'));
CREATE TABLE hides_it (id int DEFAULT nextval('shared'::text));
CREATE TABLE owns_another (a int);
CREATE SEQUENCE owned OWNED BY owns_another.a;
CREATE TABLE copied (LIKE keyed INCLUDING ALL);
CREATE TABLE "order" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, r int4range, EXCLUDE USING gist (r WITH &&));
