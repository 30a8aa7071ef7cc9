#include "watch/life.h"

#include <fmt/format.h>

#include <cstdlib>

namespace ante::watch {
namespace {

constexpr const char* least_sql = R"(
SELECT pg_catalog.pg_postmaster_start_time()::text, coalesce(pg_catalog.inet_server_addr()::text || ' ' || pg_catalog.inet_server_port(), ''),
       '', '', pg_catalog.pg_is_in_recovery())";
// The timeline is that of what it writes now: a standby writes nothing.
constexpr const char* life_sql = R"(
SELECT pg_catalog.pg_postmaster_start_time()::text, coalesce(pg_catalog.inet_server_addr()::text || ' ' || pg_catalog.inet_server_port(), ''),
       (SELECT system_identifier::text FROM pg_catalog.pg_control_system()),
       CASE WHEN pg_catalog.pg_is_in_recovery() THEN ''
            ELSE pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8) END, pg_catalog.pg_is_in_recovery())";

// The digits of a file's name are those of sixteen.
unsigned long timeline_number(const std::string& timeline) { return std::strtoul(timeline.c_str(), nullptr, 16); }

}  // namespace

Result<Life> life_of(pg::Connection& connection, bool with_system) {
  auto rows = connection.query(with_system ? life_sql : least_sql);
  if (!rows && with_system && !rows.error().sqlstate.empty()) rows = connection.query(least_sql);
  if (!rows) return std::unexpected(rows.error());
  return Life{.started = std::string(rows->text(0, 0)),
              .address = std::string(rows->text(0, 1)),
              .system = std::string(rows->text(0, 2)),
              .timeline = std::string(rows->text(0, 3)),
              .is_standby = rows->flag(0, 4)};
}

std::string what_became(const Life& before, const Life& now) {
  auto is_another = [](const std::string& was, const std::string& is) {
    return !was.empty() && !is.empty() && was != is;
  };
  if (is_another(before.system, now.system)) return "another server with other data answers at the address";
  if (!before.is_standby && now.is_standby) return "a standby answers at the address, which takes no writes";
  if (before.is_standby && !now.is_standby) return "the standby was promoted: it takes writes now";
  if (is_another(before.timeline, now.timeline))
    return fmt::format("a standby has taken over: timeline {}, {} before", timeline_number(now.timeline),
                       timeline_number(before.timeline));
  if (before.started == now.started) return "";
  return is_another(before.address, now.address) ? "another server answers at the address"
                                                 : "the server was started anew";
}

}  // namespace ante::watch
