-- Deploy school:subject to pg
\set ON_ERROR_STOP on
BEGIN;

ALTER TABLE mark ADD COLUMN subject text;

COMMIT;
