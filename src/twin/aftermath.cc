#include "twin/aftermath.h"

#include <fmt/format.h>

#include <algorithm>

namespace ante::twin {
namespace {

// Of 23 indexes that were predicted and then built for real, the whole ones came within 7 % (docs/BENCHMARKS.md); of a
// partial one it is also estimated how many rows it has.
constexpr double doubt_about_pages = 0.08, doubt_about_rows = 0.05;

// What pg_class says of a relation.
struct Figures {
  std::int64_t oid = 0, pages = 0;
  double tuples = 0;
  std::int64_t all_visible = 0;
};

// In one statement: a round trip for each of thousands of relations would take longer than all the rest.
Result<void> set_figures(pg::Connection& server, const std::vector<Figures>& all) {
  std::string oids, pages, tuples, all_visible;
  for (auto& one : all) {
    auto* comma = oids.empty() ? "{" : ",";
    oids += fmt::format("{}{}", comma, one.oid), pages += fmt::format("{}{}", comma, one.pages);
    tuples += fmt::format("{}{}", comma, one.tuples), all_visible += fmt::format("{}{}", comma, one.all_visible);
  }
  if (all.empty()) return {};
  TRY(server.query(
      "UPDATE pg_class c SET relpages = n.pages, reltuples = n.tuples, relallvisible = n.all_visible "
      "FROM unnest($1::oid[], $2::int[], $3::float4[], $4::int[]) AS n(oid, pages, tuples, all_visible) "
      "WHERE c.oid = n.oid AND (c.relpages, c.reltuples, c.relallvisible) <> (n.pages, n.tuples, n.all_visible)",
      {oids + "}", pages + "}", tuples + "}", all_visible + "}"}));
  return {};
}

}  // namespace

Aftermath::Aftermath(const Base& base, const snapshot::Snapshot& snapshot, const std::vector<std::string>& emptied)
    : known_(snapshot), emptied_(emptied.begin(), emptied.end()) {
  for (auto& placed : base.placed) placed_.emplace(placed.oid, &placed);
  // From 18 on it leaves the figures alone where autovacuum is off. The lab's is, whatever production's is.
  auto off = [](auto& s) { return s.name == "autovacuum" && !s.role && !s.database && s.value == "off"; };
  builds_count_ = snapshot.source.version < 180000 || std::ranges::none_of(snapshot.settings, off);
  for (auto& figure : snapshot.figures) {
    if (figure.name == "n_live_tup") live_.emplace(figure.subject, figure.value);
    if (figure.name == "pages_all_visible") visible_.emplace(figure.subject, figure.value);
  }
}

Result<void> Aftermath::plan(pg::Connection& server, const pg::Cluster& cluster) {
  relations_ = TRY(inventory(server));
  for (auto& relation : relations_) {
    by_oid_.emplace(relation.oid, &relation);
    if (relation.kind == "i" && !untouched(relation)) newly_indexed_.insert(relation.table_oid);
  }
  TRY(keep_figures_of_untouched(server));
  for (auto& relation : relations_)
    if (relation.kind != "i")
      inflations_.push_back(TRY(plan_table(server, relation)));
    else
      inflations_.push_back(TRY(plan_index(
          server, relation, relation.partial ? std::nullopt : std::optional(counted_rows(relation.table_oid)))));
  return add_keys(server, cluster, ends_, relations_, inflations_);
}

Result<void> Aftermath::plan_partial(pg::Connection& server, const pg::Cluster& cluster, const std::string& database) {
  for (auto i : waiting_) {
    double rows = TRY(predicate_rows(server, cluster, database, relations_[i]));
    inflations_[i] = TRY(plan_index(server, relations_[i], rows));
  }
  waiting_.clear();
  return {};
}

const Placed* Aftermath::source_of(const Relation& relation) const {
  auto found = placed_.find(relation.oid);
  return found == placed_.end() ? nullptr : found->second;
}

bool Aftermath::untouched(const Relation& relation) const {
  auto* source = source_of(relation);
  return source && source->file_node == relation.file_node;
}

// Rows of a table by the planner's own reckoning: density at the last ANALYZE, times the blocks of now.
double Aftermath::rows_of(std::int64_t table_oid) const {
  auto placed = placed_.find(table_oid);
  auto now = by_oid_.find(table_oid);
  if (placed == placed_.end() || (now != by_oid_.end() && emptied_.contains(now->second->name))) return 0;
  auto size = known_.sizes.find(placed->second->relation);
  if (size == known_.sizes.end()) return 0;
  auto& s = *size->second;
  if (s.pages > 0 && s.tuples >= 0) return s.tuples / static_cast<double>(s.pages) * static_cast<double>(s.blocks);
  return std::max(0.0, s.tuples);
}

CapturedColumns Aftermath::columns_of(std::int64_t table_oid) const {
  auto placed = placed_.find(table_oid);
  auto found = placed == placed_.end() ? known_.columns.end() : known_.columns.find(placed->second->relation);
  return found == known_.columns.end() ? CapturedColumns{} : found->second;
}

// What CREATE INDEX will count: the server's own running count of live rows, where it is believable.
double Aftermath::counted_rows(std::int64_t table_oid) const {
  double planned = rows_of(table_oid);
  auto placed = placed_.find(table_oid);
  if (placed == placed_.end() || planned < 1) return planned;
  auto live = live_.find("table " + placed->second->relation);
  bool believable = live != live_.end() && live->second > planned / 2 && live->second < planned * 2;
  return believable ? live->second : planned;
}

// What the change built anew has set some of them to what an empty table has.
Result<void> Aftermath::keep_figures_of_untouched(pg::Connection& server) {
  std::vector<Figures> figures;
  for (auto& relation : relations_) {
    auto* source = untouched(relation) ? source_of(relation) : nullptr;
    auto size = source ? known_.sizes.find(source->relation) : known_.sizes.end();
    if (size == known_.sizes.end()) continue;
    auto& s = *size->second;
    bool is_index = relation.kind == "i";
    Figures one{relation.oid, s.pages, s.tuples, is_index ? 0 : s.all_visible};
    // To build an index is to count the table's rows, and its all-visible pages.
    if (!is_index && builds_count_ && newly_indexed_.contains(relation.oid)) {
      one.pages = s.blocks, one.tuples = counted_rows(relation.oid);
      auto visible = visible_.find("table " + source->relation);
      if (visible != visible_.end()) one.all_visible = static_cast<std::int64_t>(visible->second);
    }
    figures.push_back(one);
  }
  return set_figures(server, figures);
}

Result<Inflation> Aftermath::plan_table(pg::Connection& server, const Relation& table) {
  auto* source = source_of(table);
  if (untouched(table)) {
    if (auto size = known_.sizes.find(source->relation); size != known_.sizes.end())
      heaps_[table.oid] = size->second->blocks;
    return as_captured(table, source->relation, known_);
  }
  Inflation inflation{table.name, table.path, "heap", 0, -1, {}, table.columns, {}};
  if (!source) made.insert(table.bare_name);
  double rows = rows_of(table.oid);
  if (rows < 1) return inflation;
  estimated.push_back(table.name);
  inflation.blocks = TRY(predict_heap(server, table, rows, columns_of(table.oid)));
  heaps_[table.oid] = inflation.blocks;
  // A rewrite leaves the row count unknown, and building the table's indexes again counts the rows; an empty table's
  // stay unknown even then.
  if (table.tuples >= 0 || newly_indexed_.contains(table.oid))
    TRY(set_figures(server, {{table.oid, inflation.blocks, rows, 0}}));
  return inflation;
}

Result<Inflation> Aftermath::plan_index(pg::Connection& server, const Relation& index, std::optional<double> rows) {
  auto* source = source_of(index);
  if (untouched(index)) {
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
  if (auto table = by_oid_.find(index.table_oid); table != by_oid_.end())
    indexes.push_back({table->second->bare_name, index.path, inflation.blocks,
                       doubt_about_pages + (index.partial ? doubt_about_rows : 0)});
  if (index.method == "btree") inflation.height = prediction.size.height;
  if (auto end = ends_of_sibling(index))
    ends_.push_back(std::move(*end));
  else if (!prediction.ends.empty())
    ends_.push_back({index.name, prediction.end_type, prediction.ends});
  TRY(set_figures(server, {{index.oid, inflation.blocks, *rows, 0}}));
  return inflation;
}

// Another index that begins with the same column knows its ends as they are, not as they were at the last ANALYZE.
std::optional<Ends> Aftermath::ends_of_sibling(const Relation& index) const {
  if (index.method != "btree" || index.partial || index.first_column <= 0) return std::nullopt;
  for (auto& other : relations_) {
    if (other.table_oid != index.table_oid || other.first_column != index.first_column || !untouched(other)) continue;
    auto end = captured_ends(other, source_of(other)->relation, known_);
    if (end) return Ends{index.name, end->type, end->values};
  }
  return std::nullopt;
}

}  // namespace ante::twin
