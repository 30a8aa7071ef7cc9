#include "ship/session.h"

#include <fmt/format.h>

#include "pg/direct.h"

namespace ante::ship {
namespace {

constexpr int oldest_known = 120000;

constexpr const char* instead =
    "name the server's own port: locks, limits and transactions must not be shared with other clients";

// Nothing is set before it is known that the session is ours alone.
Result<pg::Connection> connected(const pg::Target& target, std::string_view command, std::string_view settings) {
  auto connection = TRY(pg::Connection::open(target, {.application = fmt::format("ante {}", command)}));
  TRY(pg::refuse_pooler(connection, target, instead));
  TRY(connection.execute(settings));
  return connection;
}

const std::string limits = fmt::format(
    "SELECT pg_catalog.set_config(name, CASE name WHEN 'lock_timeout' THEN '2s' WHEN 'statement_timeout' "
    "THEN '60s' ELSE '0' END, false) FROM pg_catalog.pg_settings WHERE name IN ({})",
    limits_of_a_session);

// What is set in one transaction must be there in the next: a pooler between transactions may keep process numbers
// straight, but not that.
Result<void> refuse_shared_session(pg::Connection& connection, const pg::Target& target) {
  TRY(connection.query("SELECT pg_catalog.set_config('ante.direct', 'yes', false)"));
  auto kept = TRY(connection.scalar("SELECT coalesce(pg_catalog.current_setting('ante.direct', true), '')"));
  if (kept == "yes") return {};
  return bad_input(fmt::format("{} hands each transaction to another session", target.shown()), instead);
}

Result<void> refuse_replica(pg::Connection& connection, const pg::Target& target) {
  auto standby = TRY(connection.scalar("SELECT pg_catalog.pg_is_in_recovery()"));
  if (standby != "t") return {};
  return bad_input(fmt::format("{} is a replica: nothing can be changed there", target.shown()),
                   "name the primary: --database postgresql://…, or target_session_attrs=read-write with all hosts");
}

Result<void> refuse_elsewhere(pg::Connection& connection, const pg::Target& target, const Home& home) {
  auto database = TRY(connection.scalar("SELECT pg_catalog.quote_ident(pg_catalog.current_database())"));
  if (!home.database.empty() && database != home.database)
    return bad_input(
        fmt::format("the plan is for database {}, and {} is database {}", home.database, target.shown(), database),
        "name the right one, or capture this one and plan for it");
  if (home.server.empty()) return {};
  auto server = connection.scalar("SELECT system_identifier::text FROM pg_catalog.pg_control_system()");
  if (!server && server.error().sqlstate == "42501")
    return bad_input("whether this is the server that the plan is for cannot be seen",
                     "GRANT EXECUTE ON FUNCTION pg_control_system() TO the role");
  if (!server) return at("asking which server it is", server.error());
  if (*server == home.server) return {};
  return bad_input(fmt::format("the plan is for another server: {} has system identifier {}, and the plan {}",
                               target.shown(), *server, home.server),
                   "name the right one, or capture this one and plan for it");
}

}  // namespace

Result<Session> open_session(const pg::Target& target, std::string_view command, const Home& home) {
  auto runner = TRY(connected(target, command, limits));
  TRY(refuse_shared_session(runner, target));
  if (runner.server_version() < oldest_known)
    return bad_input(
        fmt::format("{} is a PostgreSQL {}; this ante knows 12 and later", target.shown(), runner.server_major()));
  TRY(refuse_replica(runner, target));
  TRY(refuse_elsewhere(runner, target, home));
  auto watcher = TRY(connected(target, fmt::format("{} watch", command), limits));
  return Session{std::move(runner), std::move(watcher), target};
}

Result<pg::Connection> open_reader(const pg::Target& target, std::string_view command) {
  return connected(target, command,
                   "SET lock_timeout = '2s'; SET statement_timeout = '30s'; SET default_transaction_read_only = on");
}

}  // namespace ante::ship
