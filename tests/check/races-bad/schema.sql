CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, name text);
CREATE TABLE job (id bigserial PRIMARY KEY, kind text NOT NULL, state text NOT NULL DEFAULT 'new');
CREATE TABLE setting (name text NOT NULL, value text);
CREATE TABLE visit (page text NOT NULL, day date NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid())
  PARTITION BY RANGE (day);
CREATE TABLE visit_2026 PARTITION OF visit FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE "Tag" (id serial PRIMARY KEY, "Label" text);
CREATE TABLE import (label text);
CREATE TABLE page (tenant int NOT NULL, slug text NOT NULL, UNIQUE (tenant, slug));
CREATE UNIQUE INDEX ON job (kind) WHERE state = 'new';
INSERT INTO person (email) SELECT n || '@example.org' FROM generate_series(1, 1000) n;
ANALYZE;
