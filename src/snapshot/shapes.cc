#include "base/text.h"
#include "snapshot/workload.h"
#include "sql/statement.h"

namespace ante::snapshot {
namespace {

// What newer syntax begins with when it is a query; anything else that does not parse may be a utility statement.
bool begins_like_a_query(std::string_view text) {
  auto word = lower(text.substr(0, text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")));
  return word == "select" || word == "insert" || word == "update" || word == "delete" || word == "merge" ||
         word == "with" || word == "values";
}

double weighted(double a, double weight_a, double b, double weight_b) {
  double weight = weight_a + weight_b;
  return weight > 0 ? (a * weight_a + b * weight_b) / weight : 0;
}

void merge(Shape& into, const Shape& more) {
  into.stddev_ms = weighted(into.stddev_ms, into.calls, more.stddev_ms, more.calls);
  into.min_ms = into.calls > 0 ? std::min(into.min_ms, more.min_ms) : more.min_ms;
  into.max_ms = std::max(into.max_ms, more.max_ms);
  into.ms_per_call = weighted(into.ms_per_call, into.calls_per_second, more.ms_per_call, more.calls_per_second);
  into.calls += more.calls;
  into.total_ms += more.total_ms;
  into.plan_ms += more.plan_ms;
  into.rows += more.rows;
  into.blocks_hit += more.blocks_hit;
  into.blocks_read += more.blocks_read;
  into.blocks_dirtied += more.blocks_dirtied;
  into.temp_blocks += more.temp_blocks;
  into.wal_bytes += more.wal_bytes;
  into.calls_per_second += more.calls_per_second;
}

}  // namespace

bool Shapes::asks_catalog_only(const std::vector<std::string>& relations) const {
  // A table may be called pg_something; only a schema may not.
  auto of_catalog = [&](const std::string& name) {
    return name.starts_with("pg_catalog.") || name.starts_with("information_schema.") ||
           (name.starts_with("pg_") &&
            std::ranges::none_of(catalog_->tables, [&](auto& table) { return table.name.ends_with("." + name); }));
  };
  return !relations.empty() && std::ranges::all_of(relations, of_catalog);
}

void Shapes::add(std::string_view text, const Shape& figures) {
  auto facts = sql::facts(text);
  if (facts && (facts->utility || asks_catalog_only(facts->relations) || contains(text, capture_mark))) return;
  Result<std::string> normal = facts ? sql::normalise(text) : sql::normalise_by_tokens(text);
  bool a_query = facts || (normal && begins_like_a_query(*normal));
  if (normal && !a_query) return;
  auto print = normal ? sql::fingerprint(*normal) : Result<std::string>(std::unexpected(normal.error()));
  if (!print) {
    ++dropped;
    return;
  }
  auto [place, fresh] = shapes_.try_emplace({*print, figures.user}, figures);
  if (fresh) {
    place->second.fingerprint = *print;
    place->second.text = *std::move(normal);
  } else {
    merge(place->second, figures);
  }
}

std::vector<Shape> Shapes::take() {
  std::vector<Shape> all;
  for (auto& [key, shape] : shapes_) all.push_back(std::move(shape));
  std::ranges::sort(all, [](const Shape& a, const Shape& b) {
    return std::tie(b.total_ms, a.fingerprint, a.user) < std::tie(a.total_ms, b.fingerprint, b.user);
  });
  return all;
}

}  // namespace ante::snapshot
