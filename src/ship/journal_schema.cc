#include "ship/journal_schema.h"

#include <fmt/format.h>

namespace ante::ship {
namespace {

constexpr const char* tables = R"(
CREATE SCHEMA ante;
COMMENT ON SCHEMA ante IS 'what ante shipped to this database, and what it takes to take it back: docs/journal.md';
CREATE TABLE ante.journal (format integer NOT NULL, made_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp());
CREATE TABLE ante.change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  content text NOT NULL,
  plan_hash text NOT NULL,
  plan text NOT NULL,
  undo_sql text NOT NULL,
  state text NOT NULL CHECK (state IN ('applying', 'applied', 'undoing', 'undone')),
  verdict text NOT NULL,
  override_reason text,
  begun_by text NOT NULL DEFAULT session_user,
  begun_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  ended_at timestamptz,
  keep_until timestamptz
);
CREATE TABLE ante.step (
  change bigint NOT NULL REFERENCES ante.change,
  number integer NOT NULL,
  title text NOT NULL,
  state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'open', 'done')),
  since timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  error text,
  PRIMARY KEY (change, number)
);
CREATE TABLE ante.event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  change bigint REFERENCES ante.change,
  step integer,
  what text NOT NULL,
  detail text,
  token bigint
);
CREATE TABLE ante.runner (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  token bigint NOT NULL,
  process text NOT NULL,
  shown text NOT NULL,
  backend integer,
  backend_start text,
  expires_at timestamptz NOT NULL
);
)";

// A lock that only those take who make a journal: a number like any other, "ante" in letters.
constexpr const char* one_at_a_time = "SELECT pg_catalog.pg_advisory_xact_lock(1634628709)";

Result<void> make_inside(pg::Connection& connection) {
  TRY(connection.execute("SET LOCAL lock_timeout = '10s'"));
  TRY(connection.execute(one_at_a_time));
  if (TRY(has_journal(connection))) return {};
  auto made = connection.execute(tables);
  if (made) made = connection.execute(fmt::format("INSERT INTO ante.journal (format) VALUES ({})", journal_format));
  if (made) return {};
  if (made.error().sqlstate != "42501") return at("making the journal, schema ante", made.error());
  return bad_input(fmt::format("the journal, schema ante, cannot be made: {}", made.error().what),
                   "GRANT CREATE ON DATABASE … TO the role, or run as the database's owner");
}

}  // namespace

Result<bool> has_journal(pg::Connection& connection) {
  // Not to_regclass: it answers from a cache that may not have heard yet of what another session just made.
  auto there = TRY(connection.query(
      "SELECT pg_catalog.count(*) > 0, pg_catalog.count(c.oid) > 0 FROM pg_catalog.pg_namespace n LEFT JOIN "
      "pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = 'journal' WHERE n.nspname = 'ante'"));
  if (!there.flag(0, 0)) return false;
  if (!there.flag(0, 1))
    return bad_input("the database has a schema ante that is not ante's journal",
                     "rename it: the journal lives under that name");
  auto formats = connection.query("SELECT pg_catalog.max(format) FROM ante.journal");
  if (!formats) {
    if (formats.error().sqlstate != "42501") return at("reading the journal's version", formats.error());
    return bad_input(fmt::format("the journal, schema ante, cannot be read: {}", formats.error().what),
                     "run as the role that made it");
  }
  if (formats->null(0, 0))
    return undecided("the journal does not say its version: somebody has changed schema ante",
                     "restore the row of ante.journal; nothing was done");
  if (auto format = formats->integer(0, 0); format > journal_format)
    return bad_input(fmt::format("the journal has format {}, and this ante knows {}", format, journal_format),
                     "a newer ante has been here: use that one");
  auto missing = TRY(connection.query(
      "SELECT pg_catalog.string_agg(name, ', ') FROM pg_catalog.unnest(ARRAY['change', 'step', 'event', 'runner']) "
      "AS name WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
      "ON n.oid = c.relnamespace WHERE n.nspname = 'ante' AND c.relname = name)"));
  if (!missing.null(0, 0))
    return undecided(fmt::format("the journal lacks a table: {}", missing.text(0, 0)),
                     "somebody has changed schema ante: restore it from a backup; nothing was done");
  return true;
}

Result<void> make_journal(pg::Connection& connection) {
  if (TRY(has_journal(connection))) return {};
  TRY(connection.execute("BEGIN"));
  if (auto made = make_inside(connection); !made) {
    (void)connection.execute("ROLLBACK");
    return std::unexpected(made.error());
  }
  TRY(connection.execute("COMMIT"));
  return {};
}

}  // namespace ante::ship
