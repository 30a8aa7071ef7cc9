// How a ghost is made: what each file must become is planned while a server can still be asked; the server stops, so
// that nothing of the files is in its memory; the files are inflated; the server starts.
#include "twin/ghost.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "twin/aftermath.h"
#include "twin/event_triggers.h"
#include "twin/kept.h"
#include "twin/lab.h"
#include "twin/quarantine.h"
#include "twin/relation_file.h"

namespace ante::twin {
namespace {

using snapshot::Snapshot;

// In the base nobody is superuser; in the ghost who was it at the source is it again, because row-level security and
// the right to see statistics hang on it.
Result<void> restore_superusers(const pg::Cluster& cluster, const std::string& database, const Snapshot& snapshot) {
  std::string sql;
  for (auto& role : snapshot.catalog.roles) {
    if (role.superuser) sql += fmt::format("ALTER ROLE {} SUPERUSER;", role.name);
    if (role.bypass_rls) sql += fmt::format("ALTER ROLE {} BYPASSRLS;", role.name);
  }
  if (sql.empty()) return {};
  auto server = TRY(pg::Connection::open(cluster.target(database)));
  TRY(server.execute(sql));
  return {};
}

// After a change the database holds a stranger's code, and planning runs what of it calls itself immutable. So nobody
// is superuser there: who was it sees past row-level security and shares everybody's rights, which plans alike.
Result<void> lend_rights_of_superusers(const pg::Cluster& cluster, const std::string& database,
                                       const Snapshot& snapshot) {
  auto server = TRY(pg::Connection::open(cluster.target(database), {.settings = {{"search_path", "pg_catalog"}}}));
  for (auto& role : snapshot.catalog.roles) {
    // A role that the change dropped needs no rights.
    if (role.superuser || role.bypass_rls) (void)server.execute(fmt::format("ALTER ROLE {} BYPASSRLS", role.name));
    for (auto& other : snapshot.catalog.roles)
      // A circle of memberships is refused; then the rights are shared already.
      if (role.superuser && !other.superuser)
        (void)server.execute(fmt::format("GRANT {} TO {}", other.name, role.name));
  }
  return {};
}

std::vector<std::string> reservations_of(const Snapshot& snapshot, const Base& base) {
  std::vector<std::string> reservations = base.refused_settings;
  for (auto& index : snapshot.catalog.indexes)
    if (index.tablespace) {
      reservations.emplace_back("costs of tablespaces are not captured; the ghost plans with the default ones");
      break;
    }
  return reservations;
}

// The base with production's sizes. It is kept too: of a copy that comes to its end little was written to.
Result<std::filesystem::path> raise_inflated(const Base& base, Progress& progress) {
  Kept kept(base.data, "inflated");
  if (kept.page()) return kept.data();
  auto cluster = TRY(pg::Cluster::copy_of(base.data, base.spec));
  TRY(inflate(cluster, base.inflations, progress));
  TRY(kept.keep(std::move(cluster), {}));
  return kept.data();
}

}  // namespace

Result<Ghost> Ghost::copy_of(const Base& base, const Snapshot& snapshot, Progress& progress) {
  auto inflated = TRY(raise_inflated(base, progress));
  progress.stage("starting the ghost");
  Ghost ghost(TRY(pg::Cluster::copy_of(inflated, base.spec)), base.database);
  TRY(ghost.cluster_.start());
  auto server = TRY(pg::Connection::open(ghost.target()));
  TRY(put_event_triggers_to_sleep(server));
  ghost.missing_ = base.missing;
  ghost.reservations_ = reservations_of(snapshot, base);
  return ghost;
}

Result<Ghost> Ghost::raise(const Snapshot& snapshot, const std::string& key, Progress& progress) {
  auto base = TRY(raise_base(snapshot, key, progress));
  auto ghost = TRY(copy_of(base, snapshot, progress));
  TRY(restore_superusers(ghost.cluster_, ghost.database_, snapshot));
  auto& reservations = ghost.reservations_;
  for (auto& m : ghost.missing_) reservations.push_back(fmt::format("{} is not in the ghost: {}", m.object, m.why));
  for (auto& u : snapshot.catalog.unsupported)
    reservations.push_back(fmt::format("{} {} is not in the ghost: it cannot be made again", u.kind, u.name));
  for (auto& b : snapshot.blind_spots) reservations.push_back(fmt::format("{} was not captured ({})", b.what, b.about));
  return ghost;
}

Result<Ghost> Ghost::before(const Base& base, const Snapshot& snapshot, const std::string& role, Progress& progress) {
  auto ghost = TRY(copy_of(base, snapshot, progress));
  {
    auto server = TRY(pg::Connection::open(ghost.target()));
    auto* captured = captured_role(snapshot, role);
    TRY(quarantine(server, role, captured && captured->superuser));
  }
  TRY(lend_rights_of_superusers(ghost.cluster_, ghost.database_, snapshot));
  return ghost;
}

Result<Ghost> Ghost::after(pg::Cluster lab, const Base& base, const Snapshot& snapshot,
                           const std::vector<std::string>& emptied, Progress& progress) {
  Ghost ghost(std::move(lab), base.database);
  Aftermath aftermath(base, snapshot, emptied);
  {
    auto server = TRY(pg::Connection::open(ghost.target(), {.settings = {{"search_path", "pg_catalog"}}}));
    TRY(put_event_triggers_to_sleep(server));
    TRY(aftermath.plan(server, ghost.cluster_));
  }
  TRY(ghost.cluster_.stop());
  TRY(inflate(ghost.cluster_, aftermath.inflations(), progress));
  TRY(ghost.cluster_.start());
  if (aftermath.has_new_partial_indexes()) {
    {
      auto server = TRY(pg::Connection::open(ghost.target(), {.settings = {{"search_path", "pg_catalog"}}}));
      TRY(aftermath.plan_partial(server, ghost.cluster_, ghost.database_));
    }
    TRY(ghost.cluster_.stop());
    TRY(inflate(ghost.cluster_, aftermath.inflations(), progress));
    TRY(ghost.cluster_.start());
  }
  TRY(lend_rights_of_superusers(ghost.cluster_, ghost.database_, snapshot));
  ghost.missing_ = base.missing;
  ghost.reservations_ = reservations_of(snapshot, base);
  ghost.of_unknown_size_ = std::move(aftermath.made);
  ghost.estimated_indexes_ = std::move(aftermath.indexes);
  if (!aftermath.guessed.empty())
    ghost.reservations_.push_back(
        fmt::format("sizes after the change are guesses, as if these were B-trees: {}", join(aftermath.guessed, ", ")));
  if (!aftermath.estimated.empty())
    ghost.reservations_.push_back(
        fmt::format("sizes after the change are estimated from the statistics: {}", join(aftermath.estimated, ", ")));
  return ghost;
}

Result<void> Ghost::lean(int direction) const {
  constexpr double forged_pages = 3;
  for (auto& index : estimated_indexes_) {
    auto estimated = static_cast<double>(index.blocks);
    double change = std::max(1.0, std::round(estimated * index.doubt)) * direction;
    auto blocks = static_cast<std::int64_t>(std::max(std::min(estimated, forged_pages), estimated + change));
    RelationFile file(cluster_.data(), index.path);
    TRY(file.extend(blocks));
    TRY(file.shorten(blocks));
  }
  return {};
}

std::set<std::string> Ghost::tables_with_estimated_indexes() const {
  std::set<std::string> tables;
  for (auto& index : estimated_indexes_) tables.insert(index.table);
  return tables;
}

Result<pg::Connection> Ghost::connect(std::string_view user) const {
  return pg::Connection::open(target(user), {.application = "ante ghost"});
}

pg::Target Ghost::target(std::string_view user) const { return cluster_.target(database_, user); }

}  // namespace ante::twin
