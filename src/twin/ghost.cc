// How a ghost is made: the base is running or copied; what each file must become is planned while the server can still
// be asked; the server stops, so that nothing of the files is in its memory; the files are inflated; the server starts.
#include "twin/ghost.h"

#include <fmt/format.h>

#include <set>
#include <unordered_map>

#include "base/text.h"
#include "twin/event_triggers.h"
#include "twin/inflate.h"
#include "twin/inventory.h"
#include "twin/keys.h"
#include "twin/lab.h"
#include "twin/predict.h"
#include "twin/quarantine.h"
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
  std::unordered_map<std::string_view, CapturedColumns> columns;
  explicit Known(const Snapshot& snapshot) {
    for (auto& size : snapshot.sizes) sizes.emplace(size.relation, &size);
    for (auto& shape : snapshot.indexes) shapes.emplace(shape.index, &shape);
    for (auto& c : snapshot.columns)
      if (!c.inherited) columns[c.relation][c.number] = {static_cast<double>(c.width), c.null_fraction};
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

}  // namespace

Result<Ghost> Ghost::copy_or_make(const Snapshot& snapshot, const std::string& key, Progress& progress) {
  auto [base, kept] = TRY(raise_and_keep_base(snapshot, key, progress));
  bool cached = kept.has_ghost();
  Ghost ghost(TRY(pg::Cluster::copy_of(cached ? kept.ghost_data() : base.data, base.spec)), base.database);
  if (!cached) {
    TRY(ghost.cluster_.start());
    std::vector<Inflation> inflations;
    {
      auto server = TRY(pg::Connection::open(ghost.target()));
      TRY(put_event_triggers_to_sleep(server));
      inflations = TRY(plan_as_captured(server, ghost.cluster_, snapshot));
    }
    TRY(ghost.cluster_.stop());
    TRY(inflate(ghost.cluster_, inflations, progress));
    TRY(ghost.cluster_.keep_as(kept.ghost_data()));
  }
  progress.stage("starting the ghost");
  TRY(ghost.cluster_.start());
  ghost.missing_ = std::move(base.missing);
  ghost.reservations_ = reservations_of(snapshot, base);
  return ghost;
}

Result<Ghost> Ghost::raise(const Snapshot& snapshot, const std::string& key, Progress& progress) {
  auto ghost = TRY(copy_or_make(snapshot, key, progress));
  TRY(restore_superusers(ghost.cluster_, ghost.database_, snapshot));
  auto& reservations = ghost.reservations_;
  for (auto& m : ghost.missing_) reservations.push_back(fmt::format("{} is not in the ghost: {}", m.object, m.why));
  for (auto& u : snapshot.catalog.unsupported)
    reservations.push_back(fmt::format("{} {} is not in the ghost: it cannot be made again", u.kind, u.name));
  for (auto& b : snapshot.blind_spots) reservations.push_back(fmt::format("{} was not captured ({})", b.what, b.about));
  return ghost;
}

Result<Ghost> Ghost::before(const Snapshot& snapshot, const std::string& key, const std::string& role,
                            Progress& progress) {
  auto ghost = TRY(copy_or_make(snapshot, key, progress));
  {
    auto server = TRY(pg::Connection::open(ghost.target()));
    TRY(put_event_triggers_to_sleep(server));
    auto* captured = captured_role(snapshot, role);
    TRY(quarantine(server, role, captured && captured->superuser));
  }
  TRY(lend_rights_of_superusers(ghost.cluster_, ghost.database_, snapshot));
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
  std::vector<std::string> guessed;    // indexes of a method whose sizes nobody works out: taken for B-trees
  std::set<std::string> made;          // tables that the change made, without their schemas: nobody knows their rows

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
  CapturedColumns columns_of(std::int64_t table_oid) const {
    auto placed = placed_.find(table_oid);
    auto found = placed == placed_.end() ? known_.columns.end() : known_.columns.find(placed->second->relation);
    return found == known_.columns.end() ? CapturedColumns{} : found->second;
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
        heaps_[table.oid] = s.blocks;
        // To build an index is to count the table's rows.
        bool counted = newly_indexed_.contains(table.oid);
        TRY(set_class(server, table, counted ? s.blocks : s.pages, counted ? counted_rows(table.oid) : s.tuples,
                      s.all_visible));
      }
      return as_captured(table, source->relation, known_);
    }
    Inflation inflation{table.name, table.path, "heap", 0, -1, {}, table.columns, {}};
    if (!source) made.insert(table.bare_name);
    double rows = rows_of(table.oid);
    if (rows < 1) return inflation;
    estimated.push_back(table.name);
    inflation.blocks = TRY(predict_heap(server, table, rows, columns_of(table.oid)));
    heaps_[table.oid] = inflation.blocks;
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
    auto prediction = TRY(predict_index(server, index, *rows, heaps_[index.table_oid], columns_of(index.table_oid)));
    if (index.method != "btree" && index.method != "brin")
      guessed.push_back(fmt::format("{} ({})", index.name, index.method));
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
  std::map<std::int64_t, std::int64_t> heaps_;    // blocks by table
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
  if (!aftermath.guessed.empty())
    ghost.reservations_.push_back(
        fmt::format("sizes after the change are guesses, as if these were B-trees: {}", join(aftermath.guessed, ", ")));
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
