#include "watch/deeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace ante::watch {
namespace {

constexpr std::size_t longest_name = 100;

// Asked of the catalog: to_regclass is an error where the schema is closed to the role. Who may make a schema might make
// one of these names: a view, a policy or a type of his would run what he wrote as whoever reads it. So the commands
// have to be those of whoever owns the event triggers, and plain tables are read alone.
constexpr std::string_view has_commands_sql = R"(
SELECT count(*) = 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'ante_watch' AND c.relname = 'command'
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
   AND c.relkind = 'r' AND NOT c.relrowsecurity AND (c.relpersistence = 'p' OR NOT pg_catalog.pg_is_in_recovery())
   AND EXISTS (SELECT FROM pg_catalog.pg_event_trigger e WHERE e.evtname = 'ante_watch_ends' AND e.evtowner = c.relowner))";
constexpr std::string_view commands_sql = R"(
SELECT number, extract(epoch FROM pg_catalog.clock_timestamp() - at), 'by ' || who || coalesce(' from ' || nullif(application, ''), '')
       || coalesce(' (' || pg_catalog.host(client) || ')', ''), tag || coalesce(' ' || object, '')
  FROM ante_watch.command ORDER BY number DESC LIMIT 200)";

constexpr std::string_view has_journal_sql = R"(
SELECT count(*) = 2 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'ante' AND c.relname IN ('change', 'event')
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
   AND c.relkind = 'r' AND NOT c.relrowsecurity
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND t.typnamespace <> 'pg_catalog'::regnamespace))";
// A step's title may be its statement: its number is enough.
constexpr std::string_view steps_sql = R"(
SELECT e.id, extract(epoch FROM pg_catalog.clock_timestamp() - e.at),
       CASE e.what WHEN 'up' THEN 'shipped by ante apply' ELSE 'taken back by ante undo' END || ', begun by ' || c.begun_by,
       'plan ' || c.name || ', step ' || e.step
  FROM ante.event e JOIN ante.change c ON c.id = e.change
 WHERE e.step IS NOT NULL AND e.what IN ('up', 'down') ORDER BY e.id DESC LIMIT 200)";

}  // namespace

Result<std::vector<Deed>> DeedReader::read(pg::Connection& connection) {
  std::vector<Deed> deeds;
  TRY(read_from(commands_, connection, has_commands_sql, commands_sql, deeds));
  // What was read once is not new again: it is not given up for what cannot be read beside it.
  auto steps = read_from(steps_, connection, has_journal_sql, steps_sql, deeds);
  if (!steps && deeds.empty()) return std::unexpected(steps.error());
  return deeds;
}

// A row's number is given before its transaction ends, so that a smaller one may come later: all are looked at, and
// those that were not there the last time are new.
Result<void> DeedReader::read_from(Source& source, pg::Connection& connection, std::string_view is_there,
                                   std::string_view sql, std::vector<Deed>& deeds) {
  if (TRY(connection.scalar(is_there)) != "t") {
    source = {};
    return {};
  }
  auto rows = TRY(connection.query(sql));
  bool is_first = !std::exchange(source.was_there, true);
  auto before = std::exchange(source.known, {});
  for (int row = rows.size() - 1; row >= 0; --row) {
    auto number = rows.integer(row, 0);
    source.known.insert(number);
    if (is_first || before.contains(number)) continue;
    deeds.push_back(
        {rows.real(row, 1), one_line(rows.text(row, 2), longest_name), one_line(rows.text(row, 3), 2 * longest_name)});
  }
  return {};
}

// A command comes before the end of its transaction, in which nobody else sees the change. What is done to roles nobody
// writes down: it may have come before.
void put_down(const std::vector<Deed>& deeds, const std::vector<catalog::Difference>& differences, Change& change) {
  auto first = change.to;
  for (auto& deed : deeds) {
    auto at = std::min(change.to - deed.ago, change.to);
    first = std::min(first, at);
    change.by.push_back(fmt::format("{} at {}: {}", deed.by, clock_time(at), deed.what));
  }
  auto is_of_roles = [](auto& one) { return one.kind == "role" || one.kind == "membership"; };
  if (!deeds.empty() && std::ranges::none_of(differences, is_of_roles)) change.from = std::max(change.from, first);
}

// It must never stand in a command's way: what goes wrong in it is swallowed, it waits for no lock for long, and it
// reads no row but those at the far end, which it takes away (of two serializable transactions that read where the
// other one writes, one would be refused).
std::string_view trigger_sql() {
  return R"sql(-- Writes down who changes the schema, and when, for ante watch: the command and the names of what it touched, never its
-- text. Read it, and run it as a superuser in the database that is watched. To take all of it away again:
--
--   DROP EVENT TRIGGER ante_watch_ends; DROP EVENT TRIGGER ante_watch_drops; DROP SCHEMA ante_watch CASCADE;
--
-- Roles and databases belong to no database: what is done to them tells no event trigger. What is written down is not
-- replicated to anybody (the table is unlogged), and is gone after a crash.
BEGIN;
CREATE SCHEMA ante_watch;
REVOKE ALL ON SCHEMA ante_watch FROM PUBLIC;
CREATE UNLOGGED TABLE ante_watch.command (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  who text NOT NULL,
  application text,
  client inet,
  tag text NOT NULL,
  object text,
  transaction bigint NOT NULL
);
REVOKE ALL ON ante_watch.command FROM PUBLIC;
COMMENT ON TABLE ante_watch.command IS 'who changed the schema, for ante watch; the last 10,000 commands';

-- What goes wrong here is swallowed: no command fails or waits for it.
CREATE FUNCTION ante_watch.note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $note$
DECLARE
  tags text[];
  objects text[];
  newest bigint;
BEGIN
  IF TG_EVENT = 'sql_drop' THEN
    SELECT array_agg('DROP ' || upper(d.object_type)), array_agg(d.object_identity) INTO tags, objects
      FROM (SELECT object_type, object_identity FROM pg_event_trigger_dropped_objects()
             WHERE original AND NOT is_temporary LIMIT 100) d;
  ELSE
    SELECT array_agg(d.command_tag), array_agg(d.object_identity) INTO tags, objects
      FROM (SELECT command_tag, object_identity FROM pg_event_trigger_ddl_commands()
             WHERE NOT in_extension AND schema_name IS DISTINCT FROM 'pg_temp' LIMIT 100) d;
  END IF;
  FOR i IN 1 .. coalesce(array_length(tags, 1), 0) LOOP
    INSERT INTO ante_watch.command (at, who, application, client, tag, object, transaction)
    VALUES (clock_timestamp(), session_user, left(current_setting('application_name'), 100), inet_client_addr(), tags[i],
            left(objects[i], 300), txid_current())
    RETURNING number INTO newest;
    IF newest > 10000 AND newest % 100 = 0 THEN
      DELETE FROM ante_watch.command WHERE number IN (
        SELECT c.number FROM ante_watch.command c WHERE c.number <= newest - 10000
         ORDER BY c.number LIMIT 1000 FOR UPDATE SKIP LOCKED);
    END IF;
  END LOOP;
EXCEPTION WHEN OTHERS THEN
  NULL;
END $note$;

REVOKE ALL ON FUNCTION ante_watch.note() FROM PUBLIC;

-- Whoever watches reads it; ante watch needs pg_monitor anyway.
GRANT USAGE ON SCHEMA ante_watch TO pg_monitor;
GRANT SELECT ON ante_watch.command TO pg_monitor;

CREATE EVENT TRIGGER ante_watch_ends ON ddl_command_end EXECUTE FUNCTION ante_watch.note();
CREATE EVENT TRIGGER ante_watch_drops ON sql_drop EXECUTE FUNCTION ante_watch.note();
COMMIT;
)sql";
}

}  // namespace ante::watch
