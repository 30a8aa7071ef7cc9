// How a ghost is made: the base is running or copied; what each file must become is planned while the server can still
// be asked; the server stops, so that nothing of the files is in its memory; the files are inflated; the server starts.
#include "twin/ghost.h"

#include <fmt/format.h>

#include <set>
#include <unordered_map>

#include "base/text.h"
#include "twin/inflate.h"
#include "twin/inventory.h"
#include "twin/keys.h"
#include "twin/predict.h"
#include "twin/raise.h"

namespace ante::twin {
namespace {

using snapshot::IndexShape;
using snapshot::RelationSize;
using snapshot::Snapshot;

// The snapshot's figures by the relation's name.
struct Known {
  std::unordered_map<std::string_view, const RelationSize*> sizes;
  std::unordered_map<std::string_view, const IndexShape*> shapes;
  explicit Known(const Snapshot& snapshot) {
    for (auto& size : snapshot.sizes) sizes.emplace(size.relation, &size);
    for (auto& shape : snapshot.indexes) shapes.emplace(shape.index, &shape);
  }
};

Inflation as_captured(const Relation& relation, std::string_view source, const Known& known) {
  Inflation inflation{relation.name, relation.path, relation.method, 0, -1, {}, relation.columns, {}};
  if (auto size = known.sizes.find(source); size != known.sizes.end()) inflation.blocks = size->second->blocks;
  if (auto shape = known.shapes.find(source); shape != known.shapes.end()) {
    inflation.height = shape->second->height;
    inflation.metapage = shape->second->metapage.value_or("");
  }
  return inflation;
}

std::optional<Ends> captured_ends(const Relation& relation, std::string_view source, const Known& known) {
  auto shape = known.shapes.find(source);
  if (relation.method != "btree" || relation.partial || shape == known.shapes.end()) return std::nullopt;
  auto& s = *shape->second;
  if (!s.low || !s.high || !s.end_type) return std::nullopt;
  return Ends{relation.name, *s.end_type, {*s.low, *s.high}};
}

Result<void> add_keys(pg::Connection& server, const pg::Cluster& cluster, const std::vector<Ends>& ends,
                      const std::vector<Relation>& relations, std::vector<Inflation>& inflations) {
  auto keys = TRY(keys_of(server, cluster, ends));
  for (std::size_t i = 0; i < relations.size(); ++i) {
    auto found = keys.find(relations[i].name);
    if (found == keys.end()) continue;
    inflations[i].keys = found->second;
    if (relations[i].descending) std::ranges::reverse(inflations[i].keys);
  }
  return {};
}

// Every relation as it was captured.
Result<std::vector<Inflation>> plan_as_captured(pg::Connection& server, const pg::Cluster& cluster,
                                                const Snapshot& snapshot) {
  Known known(snapshot);
  auto relations = TRY(inventory(server));
  std::vector<Inflation> inflations;
  std::vector<Ends> ends;
  for (auto& relation : relations) {
    inflations.push_back(as_captured(relation, relation.name, known));
    if (auto end = captured_ends(relation, relation.name, known)) ends.push_back(std::move(*end));
  }
  TRY(add_keys(server, cluster, ends, relations, inflations));
  return inflations;
}

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
    if (role.superuser || role.bypass_rls) TRY(server.execute(fmt::format("ALTER ROLE {} BYPASSRLS", role.name)));
    for (auto& other : snapshot.catalog.roles)
      // A circle of memberships is refused; then the rights are shared already.
      if (role.superuser && !other.superuser)
        (void)server.execute(fmt::format("GRANT {} TO {}", other.name, role.name));
  }
  return {};
}

std::vector<std::string> reservations_of(const Snapshot& snapshot, const std::vector<Missing>& missing,
                                         const std::vector<std::string>& refused_settings) {
  std::vector<std::string> reservations;
  for (auto& m : missing) reservations.push_back(fmt::format("{} is not in the ghost: {}", m.object, m.why));
  for (auto& r : refused_settings) reservations.push_back(r);
  for (auto& b : snapshot.blind_spots) reservations.push_back(fmt::format("{} was not captured ({})", b.what, b.about));
  for (auto& index : snapshot.catalog.indexes)
    if (index.tablespace) {
      reservations.push_back("costs of tablespaces are not captured; the ghost plans with the default ones");
      break;
    }
  return reservations;
}

}  // namespace

Result<Ghost> Ghost::raise(const Snapshot& snapshot, const std::string& key, Progress& progress) {
  auto raised = TRY(raise_or_copy_base(snapshot, key, progress));
  auto& kept = raised.kept;
  auto reservations =
      reservations_of(snapshot, raised.base.missing, raised.cluster ? raised.refused_settings : kept.reservations());
  bool cached = !raised.cluster && kept.has_ghost();
  if (!raised.cluster) {
    raised.cluster = TRY(pg::Cluster::copy_of(cached ? kept.ghost_data() : kept.base_data(), raised.base.spec));
    if (!cached) TRY(raised.cluster->start());
  }
  Ghost ghost(std::move(*raised.cluster), raised.base.database);
  if (!cached) {
    std::vector<Inflation> inflations;
    {
      auto server = TRY(pg::Connection::open(ghost.target()));
      inflations = TRY(plan_as_captured(server, ghost.cluster_, snapshot));
    }
    progress.stage("keeping the twin for the next time");
    TRY(ghost.cluster_.stop());
    TRY(kept.keep_page(raised.base, raised.refused_settings));
    TRY(ghost.cluster_.keep_as(kept.base_data()));
    TRY(inflate(ghost.cluster_, inflations, progress));
    TRY(ghost.cluster_.keep_as(kept.ghost_data()));
    kept.prune();
  }
  progress.stage("starting the ghost");
  TRY(ghost.cluster_.start());
  TRY(restore_superusers(ghost.cluster_, ghost.database_, snapshot));
  ghost.missing_ = std::move(raised.base.missing);
  ghost.reservations_ = std::move(reservations);
  return ghost;
}

namespace {

// What the change left of the database: which relations are the source's, which were rewritten, which are new.
class Aftermath {
 public:
  Aftermath(const Base& base, const Snapshot& snapshot, const std::vector<std::string>& emptied)
      : known_(snapshot), emptied_(emptied.begin(), emptied.end()) {
    for (auto& placed : base.placed) placed_.emplace(placed.oid, &placed);
    for (auto& figure : snapshot.figures)
      if (figure.name == "n_live_tup") live_.emplace(figure.subject, figure.value);
  }

  // Plans all relations; those behind a new partial index wait for `second`, when the planner can be asked.
  Result<void> plan(pg::Connection& server, const pg::Cluster& cluster) {
    relations_ = TRY(inventory(server));
    for (auto& relation : relations_) {
      by_oid_.emplace(relation.oid, &relation);
      if (relation.kind == "i" && !untouched(relation)) newly_indexed_.insert(relation.table_oid);
    }
    for (auto& relation : relations_)
      if (relation.kind != "i")
        inflations_.push_back(TRY(plan_table(server, relation)));
      else
        inflations_.push_back(TRY(plan_index(
            server, relation, relation.partial ? std::nullopt : std::optional(counted_rows(relation.table_oid)))));
    return add_keys(server, cluster, ends_, relations_, inflations_);
  }

  bool has_new_partial_indexes() const { return !waiting_.empty(); }

  Result<void> plan_partial(pg::Connection& server, const pg::Cluster& cluster, const std::string& database) {
    for (auto i : waiting_) {
      double rows = TRY(predicate_rows(server, cluster, database, relations_[i]));
      inflations_[i] = TRY(plan_index(server, relations_[i], rows));
    }
    waiting_.clear();
    return {};
  }

  const std::vector<Inflation>& inflations() const { return inflations_; }
  std::vector<std::string> estimated;  // names of what has no source to take its size from

 private:
  const Placed* source_of(const Relation& relation) const {
    auto found = placed_.find(relation.oid);
    return found == placed_.end() ? nullptr : found->second;
  }
  bool untouched(const Relation& relation) const {
    auto* source = source_of(relation);
    return source && source->file_node == relation.file_node;
  }
  // Rows of a table by the planner's own reckoning: density at the last ANALYZE, times the blocks of now.
  double rows_of(std::int64_t table_oid) const {
    auto placed = placed_.find(table_oid);
    auto now = by_oid_.find(table_oid);
    if (placed == placed_.end() || (now != by_oid_.end() && emptied_.contains(now->second->name))) return 0;
    auto size = known_.sizes.find(placed->second->relation);
    if (size == known_.sizes.end()) return 0;
    auto& s = *size->second;
    if (s.pages > 0 && s.tuples >= 0) return s.tuples / static_cast<double>(s.pages) * static_cast<double>(s.blocks);
    return std::max(0.0, s.tuples);
  }
  // What CREATE INDEX will count: the server's own running count of live rows, where it is believable.
  double counted_rows(std::int64_t table_oid) const {
    double planned = rows_of(table_oid);
    auto placed = placed_.find(table_oid);
    if (placed == placed_.end() || planned < 1) return planned;
    auto live = live_.find("table " + placed->second->relation);
    bool believable = live != live_.end() && live->second > planned / 2 && live->second < planned * 2;
    return believable ? live->second : planned;
  }
  Result<void> set_class(pg::Connection& server, const Relation& relation, std::int64_t pages, double tuples,
                         std::int64_t all_visible) {
    TRY(server.query(
        "UPDATE pg_class SET relpages = $2::int, reltuples = $3::float4, relallvisible = $4::int WHERE oid = $1::oid",
        {std::to_string(relation.oid), std::to_string(pages), fmt::format("{}", tuples), std::to_string(all_visible)}));
    return {};
  }

  Result<Inflation> plan_table(pg::Connection& server, const Relation& table) {
    auto* source = source_of(table);
    if (untouched(table)) {
      if (auto size = known_.sizes.find(source->relation); size != known_.sizes.end()) {
        auto& s = *size->second;
        // To build an index is to count the table's rows.
        bool counted = newly_indexed_.contains(table.oid);
        TRY(set_class(server, table, counted ? s.blocks : s.pages, counted ? counted_rows(table.oid) : s.tuples,
                      s.all_visible));
      }
      return as_captured(table, source->relation, known_);
    }
    Inflation inflation{table.name, table.path, "heap", 0, -1, {}, table.columns, {}};
    double rows = rows_of(table.oid);
    if (rows < 1) return inflation;
    estimated.push_back(table.name);
    inflation.blocks = TRY(predict_heap(server, table, rows));
    // A rewrite leaves the row count unknown, and building the table's indexes again counts the rows: as it was in the
    // empty table (-1, or 0), so it will be with rows.
    if (table.tuples >= 0) TRY(set_class(server, table, inflation.blocks, rows, 0));
    return inflation;
  }

  Result<Inflation> plan_index(pg::Connection& server, const Relation& index, std::optional<double> rows) {
    auto* source = source_of(index);
    if (untouched(index)) {
      if (auto size = known_.sizes.find(source->relation); size != known_.sizes.end())
        TRY(set_class(server, index, size->second->pages, size->second->tuples, 0));
      if (auto end = captured_ends(index, source->relation, known_)) {
        end->index = index.name;
        ends_.push_back(std::move(*end));
      }
      return as_captured(index, source->relation, known_);
    }
    Inflation inflation{index.name, index.path, index.method, 0, -1, {}, index.columns, {}};
    if (!rows) {
      waiting_.push_back(inflations_.size());
      return inflation;
    }
    if (*rows < 1) return inflation;
    auto prediction = TRY(predict_index(server, index, *rows));
    estimated.push_back(index.name);
    inflation.blocks = prediction.size.blocks;
    if (index.method == "btree") inflation.height = prediction.size.height;
    if (auto end = ends_of_sibling(index))
      ends_.push_back(std::move(*end));
    else if (!prediction.ends.empty())
      ends_.push_back({index.name, prediction.end_type, prediction.ends});
    TRY(set_class(server, index, inflation.blocks, *rows, 0));
    return inflation;
  }

  // Another index that begins with the same column knows its ends as they are, not as they were at the last ANALYZE.
  std::optional<Ends> ends_of_sibling(const Relation& index) const {
    if (index.method != "btree" || index.partial || index.first_column <= 0) return std::nullopt;
    for (auto& other : relations_) {
      if (other.table_oid != index.table_oid || other.first_column != index.first_column || !untouched(other)) continue;
      auto end = captured_ends(other, source_of(other)->relation, known_);
      if (end) return Ends{index.name, end->type, end->values};
    }
    return std::nullopt;
  }

  Known known_;
  std::unordered_map<std::string, double> live_;  // "table public.t" → rows
  std::set<std::int64_t> newly_indexed_;          // tables
  std::set<std::string, std::less<>> emptied_;
  std::unordered_map<std::int64_t, const Placed*> placed_;
  std::vector<Relation> relations_;
  std::unordered_map<std::int64_t, const Relation*> by_oid_;
  std::vector<Inflation> inflations_;
  std::vector<Ends> ends_;
  std::vector<std::size_t> waiting_;
};

}  // namespace

Result<Ghost> Ghost::after(pg::Cluster lab, const Base& base, const Snapshot& snapshot,
                           const std::vector<std::string>& emptied, Progress& progress) {
  Ghost ghost(std::move(lab), base.database);
  Aftermath aftermath(base, snapshot, emptied);
  {
    auto server = TRY(pg::Connection::open(ghost.target(), {.settings = {{"search_path", "pg_catalog"}}}));
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
  ghost.reservations_ = reservations_of(snapshot, base.missing, {});
  if (!aftermath.estimated.empty())
    ghost.reservations_.push_back(
        fmt::format("sizes after the change are estimated from the statistics: {}", join(aftermath.estimated, ", ")));
  return ghost;
}

Result<pg::Connection> Ghost::connect(std::string_view user) const {
  return pg::Connection::open(target(user), {.application = "ante ghost"});
}

pg::Target Ghost::target(std::string_view user) const { return cluster_.target(database_, user); }

}  // namespace ante::twin
