// A small school with an index of every kind that a capture treats differently, and a capture of it.
#pragma once

#include "snapshot/capture.h"
#include "support/private_server.h"

namespace ante::tests {

inline constexpr const char* school = R"(
CREATE TABLE pupil (id int PRIMARY KEY, name text NOT NULL, born date, class smallint, token uuid DEFAULT md5(random()::text)::uuid);
CREATE TABLE mark (id bigserial PRIMARY KEY, pupil int REFERENCES pupil, subject varchar(20), mark numeric(3,1), tags text[], span int4range);
CREATE TABLE payroll (id int PRIMARY KEY, salary int);
CREATE TABLE "Odd "".Name" ("Ключ" int PRIMARY KEY, "select" text);
CREATE TABLE empty (id int PRIMARY KEY);
CREATE DOMAIN grade AS smallint CHECK (VALUE BETWEEN 1 AND 6);
CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE report (pupil int, grade grade, mood mood, year int) PARTITION BY RANGE (year);
CREATE TABLE report_1 PARTITION OF report FOR VALUES FROM (2000) TO (2010);
CREATE TABLE report_2 PARTITION OF report FOR VALUES FROM (2010) TO (2030);
INSERT INTO pupil SELECT g, 'Pupil ' || g, date '2010-01-01' + g % 1000, g % 30 FROM generate_series(1, 20000) g;
INSERT INTO mark (pupil, subject, mark, tags, span) SELECT 1 + g % 20000, (ARRAY['maths', 'physics', 'latin'])[1 + g % 3], g % 60 / 10.0,
  ARRAY['t' || g % 7, 'u' || g % 5], int4range(g % 100, g % 100 + 5) FROM generate_series(1, 100000) g;
INSERT INTO payroll SELECT g, g * 100 FROM generate_series(1, 1000) g;
INSERT INTO "Odd "".Name" SELECT g, repeat('x', 900) || g FROM generate_series(1, 3000) g;
INSERT INTO report SELECT g, 1 + g % 6, (ARRAY['sad', 'fine'])[1 + g % 2]::mood, 2000 + g % 25 FROM generate_series(1, 5000) g;
CREATE INDEX mark_subject ON mark (subject COLLATE "C" DESC NULLS LAST, pupil DESC);
CREATE INDEX mark_low ON mark (pupil, mark) WHERE mark < 2;
CREATE INDEX pupil_lower ON pupil (lower(name) text_pattern_ops);
CREATE INDEX odd_text ON "Odd "".Name" ("select");
CREATE INDEX mark_tags ON mark USING gin (tags);
CREATE INDEX mark_brin ON mark USING brin (id);
CREATE INDEX report_year ON report (year, grade);
CREATE STATISTICS mark_both (ndistinct, dependencies, mcv) ON pupil, subject FROM mark;
CREATE STATISTICS mark_half ON (mark / 2), subject FROM mark; -- since 14
)";

inline void build_school(pg::Connection& connection) {
  run(connection, school);
  run(connection, "VACUUM ANALYZE");
}

snapshot::Snapshot captured(const pg::Target& target, const snapshot::CaptureOptions& options = {});
const snapshot::IndexShape* shape_of(const snapshot::Snapshot& snapshot, std::string_view index);
bool blind(const snapshot::Snapshot& snapshot, std::string_view about, std::string_view what = "");

}  // namespace ante::tests
