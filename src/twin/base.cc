#include "twin/base.h"

#include <fmt/format.h>

#include "twin/base_page.h"
#include "twin/build.h"
#include "twin/captured_shape.h"
#include "twin/event_triggers.h"
#include "twin/kept.h"
#include "twin/settings.h"
#include "twin/statistics.h"

namespace ante::twin {
namespace {

using snapshot::Snapshot;

// The cluster comes with one database; it becomes the source's, which is quicker than making a second one.
Result<void> rename_database(const pg::Cluster& cluster, const std::string& name) {
  if (name == "postgres") return {};
  auto server = TRY(pg::Connection::open(cluster.target("template1")));
  TRY(server.execute(fmt::format("ALTER DATABASE postgres RENAME TO {}", pg::quote_identifier(name))));
  return {};
}

Result<std::vector<Placed>> where_things_are(pg::Connection& server) {
  auto rows = TRY(server.query(
      "SELECT c.oid, CASE WHEN c.relkind IN ('r', 'i', 'm') THEN pg_relation_filenode(c.oid) ELSE 0 END, "
      "format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE c.relkind IN ('r', 'p', 'i', 'I', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', "
      "'pg_toast')"));
  std::vector<Placed> placed;
  for (int row = 0; row < rows.size(); ++row)
    placed.push_back({rows.integer(row, 0), rows.integer(row, 1), std::string(rows.text(row, 2))});
  return placed;
}

Result<void> own_database(pg::Connection& server, const catalog::Catalog& catalog) {
  for (auto& role : catalog.roles)
    if (role.name == catalog.database.owner)
      TRY(server.execute(
          fmt::format("ALTER DATABASE {} OWNER TO {}", pg::quote_identifier(catalog.database.name), role.name)));
  return {};
}

Result<void> fill(Base& base, const pg::Cluster& cluster, const Snapshot& snapshot, Progress& progress) {
  const pg::Limits patient{.call = Millis(600'000)};
  auto server = TRY(pg::Connection::open(cluster.target(base.database), patient));
  // From 17 on there are event triggers that run when somebody connects.
  if (server.server_major() >= 17)
    TRY(server.execute(fmt::format("ALTER ROLE {} SET event_triggers = off", pg::private_superuser)));
  {
    auto second = TRY(pg::Connection::open(cluster.target(base.database), patient));
    base.missing = TRY(build_schema(server, second, snapshot.catalog, progress));
  }
  auto wake = TRY(put_event_triggers_to_sleep(server));
  TRY(own_database(server, snapshot.catalog));
  progress.stage("restoring production's statistics");
  for (auto& lost : TRY(restore_statistics(server, snapshot))) base.missing.push_back({"statistics", lost.what});
  base.refused_settings = TRY(apply_settings(server, snapshot));
  base.placed = TRY(where_things_are(server));
  base.inflations = TRY(plan_as_captured(server, cluster, snapshot));
  TRY(server.execute(wake));
  return {};
}

// The cluster that a snapshot's database needs.
pg::ClusterSpec spec_for(const Snapshot& snapshot) {
  auto& d = snapshot.catalog.database;
  pg::ClusterSpec spec;
  spec.major = snapshot.source.version / 10000;
  spec.locale = {d.encoding, d.provider, d.collate, d.ctype, d.locale.value_or(""), d.icu_rules.value_or("")};
  spec.settings["max_locks_per_transaction"] = "512";
  spec.spares = 2;  // a change is tried on two copies with rows: there, and there and back
  return spec;
}

}  // namespace

Result<Base> raise_base(const Snapshot& snapshot, const std::string& key, Progress& progress) {
  auto spec = spec_for(snapshot);
  Kept kept(key, TRY(pg::server_for(spec.major)));
  if (auto page = kept.page()) {
    if (auto base = base_of_page(*page, kept.data(), spec)) return std::move(*base);
    kept.forget();
  }
  auto cluster = TRY(pg::Cluster::raise(spec, progress));
  auto& name = snapshot.catalog.database.name;
  TRY(rename_database(cluster, name));
  Base base{.data = kept.data(), .spec = spec, .database = name};
  TRY(fill(base, cluster, snapshot, progress));
  progress.stage("keeping the twin for the next time");
  TRY(cluster.stop());
  // Somebody else may have been quicker: then theirs is the one.
  auto page = TRY(kept.keep(std::move(cluster), page_of(base)));
  if (auto theirs = base_of_page(page, kept.data(), spec)) return std::move(*theirs);
  return undecided(fmt::format("{} was kept by somebody else, and is no twin", kept.data().string()), "remove it");
}

}  // namespace ante::twin
