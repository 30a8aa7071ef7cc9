#include "snapshot/replication.h"

#include <algorithm>

#include "pg/record_reader.h"

namespace ante::snapshot {
namespace {

// pg_stat_replication, with the name by which people know each; with where it is where several have the same.
constexpr const char* standbys = R"sql((SELECT r.*, 'standby ' || CASE
    WHEN coalesce(r.application_name, '') = '' THEN r.pid::text
    WHEN count(*) OVER (PARTITION BY r.application_name) > 1
      THEN format('%s (%s, %s)', r.application_name, coalesce(host(r.client_addr), 'local'), r.pid)
    ELSE r.application_name END AS known_as FROM pg_stat_replication r) r
  CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END AS lsn) here)sql";

}  // namespace

Result<void> read_standbys(Reading& reading) {
  auto rows = TRY(ask(reading,
                      fmt::format(R"sql(
SELECT r.known_as AS subject, v.name, v.value::float8 AS value, v.text FROM {}
  CROSS JOIN LATERAL (VALUES ('state', 0, r.state), ('sync_state', 0, r.sync_state),
    ('replay_bytes_behind', pg_wal_lsn_diff(here.lsn, r.replay_lsn), NULL),
    ('replay_lag_seconds', extract(epoch FROM r.replay_lag)::numeric, NULL)) v(name, value, text)
 WHERE v.value IS NOT NULL)sql",
                                  standbys),
                      "figures", "replication"));
  if (!rows) return {};
  for (auto& figure : TRY(pg::records<Figure>(*rows))) reading.snapshot.figures.push_back(std::move(figure));
  return {};
}

Result<std::optional<ReplicationReading>> read_replication(Reading& reading) {
  auto rows = TRY(ask(reading,
                      fmt::format(R"sql(
SELECT r.known_as, pg_wal_lsn_diff(r.replay_lsn, '0/0')::float8, pg_wal_lsn_diff(here.lsn, r.replay_lsn)::float8,
       pg_wal_lsn_diff(here.lsn, '0/0')::float8
  FROM {}
 WHERE r.replay_lsn IS NOT NULL AND here.lsn IS NOT NULL)sql",
                                  standbys),
                      "figures", "replication"));
  if (!rows || rows->size() == 0) return std::nullopt;
  ReplicationReading read{std::chrono::steady_clock::now(), rows->real(0, 3), {}};
  for (int i = 0; i < rows->size(); ++i)
    read.standbys[std::string(rows->text(i, 0))] = {rows->real(i, 1), std::max(0.0, rows->real(i, 2))};
  return read;
}

Result<void> add_replication_rates(Reading& reading, const std::optional<ReplicationReading>& before) {
  if (!before) return {};
  auto now = TRY(read_replication(reading));
  if (!now) return {};
  auto seconds = std::chrono::duration<double>(now->when - before->when).count();
  if (seconds <= 0) return {};
  auto& figures = reading.snapshot.figures;
  figures.push_back({"wal", "written_bytes_per_second", std::max(0.0, now->written - before->written) / seconds, {}});
  for (auto& [name, position] : now->standbys) {
    auto first = before->standbys.find(name);
    if (first == before->standbys.end() || position.replayed < first->second.replayed) continue;
    figures.push_back({name, "replayed_bytes_per_second", (position.replayed - first->second.replayed) / seconds, {}});
    figures.push_back({name, "least_bytes_behind", std::min(position.behind, first->second.behind), {}});
  }
  return {};
}

}  // namespace ante::snapshot
