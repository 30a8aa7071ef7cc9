#include "rehearse/tried_indexes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rehearse/missing_index.h"
#include "rehearse/query_session.h"
#include "sql/tokens.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

// Part of a name for people: what is no letter or digit of an expression goes.
std::string as_part_of_a_name(const std::string& text) {
  std::string part;
  for (char c : text) {
    bool letter = std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
    if (letter || (c == '_' && !part.empty()))
      part += c;
    else if (!part.empty() && part.back() != '_')
      part += '_';
  }
  while (part.ends_with('_')) part.pop_back();
  return part;
}

class Proposing {
 public:
  explicit Proposing(pg::Connection& server) : server_(server) {}

  Result<void> add(const std::string& place, const std::string& table, const std::vector<std::string>& keys,
                   const std::string& where, bool unique) {
    auto on = fmt::format("ON {} ({}){}", table, join(keys, ", "), where.empty() ? "" : " WHERE " + where);
    const auto* kind = unique ? "UNIQUE INDEX" : "INDEX";
    bool partitioned =
        TRY(server_.scalar("SELECT relkind = 'p' FROM pg_catalog.pg_class WHERE oid = $1::regclass", {table})) == "t";
    // Over partitions it is put together of parts, which calls it by its name.
    auto name = partitioned ? name_of(table, keys) : fmt::format("ante_tries_{}", candidates_.size());
    // What cannot be made keeps nobody else's from being tried.
    candidates_.push_back({place, fmt::format("CREATE {} CONCURRENTLY {}", kind, on),
                           fmt::format("DO $ante$ BEGIN CREATE {} {} {}; EXCEPTION WHEN OTHERS THEN NULL; END $ante$",
                                       kind, sql::quoted_where_needed(name), on),
                           name, unique});
    return {};
  }
  std::vector<Candidate> candidates() { return std::move(candidates_); }

 private:
  std::string name_of(const std::string& table, const std::vector<std::string>& keys) {
    constexpr std::size_t longest = 54;
    auto name = as_part_of_a_name(twin::without_schema(table));
    for (auto& key : keys) name += "_" + as_part_of_a_name(key);
    if (name.size() > longest) {
      name.resize(longest);
      while (!valid_utf8(name)) name.pop_back();
    }
    auto taken = std::ranges::count_if(candidates_, [&](auto& one) { return one.name.starts_with(name + "_idx"); });
    return fmt::format("{}_idx{}", name, taken ? std::to_string(taken) : "");
  }

  pg::Connection& server_;
  std::vector<Candidate> candidates_;
};

bool uses(const PlanNode& plan, const std::set<std::string>& indexes) {
  return indexes.contains(plan.index) ||
         std::ranges::any_of(plan.children, [&](auto& child) { return uses(child, indexes); });
}

// An index that was made, and its parts where its table has partitions.
struct Made {
  std::string name;             // with its schema
  std::set<std::string> names;  // its own and its parts', without
  Bytes size;
};
Result<Made> made(pg::Connection& server, const Candidate& candidate) {
  auto rows = TRY(server.query(R"sql(
    SELECT pg_catalog.format('%I.%I', n.nspname, i.relname), p.relname, pg_catalog.pg_relation_size(p.oid)
    FROM pg_catalog.pg_class i JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
    CROSS JOIN LATERAL (SELECT relid FROM pg_catalog.pg_partition_tree(i.oid) UNION SELECT i.oid) tree
    JOIN pg_catalog.pg_class p ON p.oid = tree.relid WHERE i.relname = $1 AND i.relkind IN ('i', 'I'))sql",
                               {candidate.name}));
  Made made;
  for (int i = 0; i < rows.size(); ++i) {
    made.name = rows.text(i, 0);
    made.names.emplace(rows.text(i, 1));
    made.size.count += rows.integer(i, 2);
  }
  return made;
}

}  // namespace

Result<std::vector<Candidate>> indexes_to_try(const twin::Ghost& ghost, const std::vector<NewQuery>& queries) {
  auto server = TRY(ghost.connect());
  Proposing proposing(server);
  for (auto& query : queries) {
    for (auto& read : query.reads) {
      auto rows =
          TRY(server.query("SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = $1::regclass AND "
                           "attnum > 0 AND NOT attisdropped",
                           {read.table}));
      std::set<std::string, std::less<>> columns;
      for (int i = 0; i < rows.size(); ++i) columns.emplace(rows.text(i, 0));
      if (auto keys = index_columns(read.filter, columns); !keys.empty())
        TRY(proposing.add(query.place, read.table, keys, "", false));
    }
    if (query.race && !query.race->key.empty())
      TRY(proposing.add(query.place, query.race->table, query.race->key, query.race->where, true));
  }
  return proposing.candidates();
}

Result<void> keep_what_helps(const Asked& with_indexes, const std::vector<Candidate>& candidates,
                             std::vector<NewQuery>& queries) {
  auto server = TRY(with_indexes.ghost.connect());
  QuerySession session(with_indexes);
  for (auto& candidate : candidates) {
    auto index = TRY(made(server, candidate));
    if (index.name.empty()) continue;
    for (auto& query : queries) {
      if (candidate.unique) {
        if (query.race && query.place == candidate.place)
          query.race->sql = candidate.sql, query.race->index = index.name;
        continue;
      }
      if (query.reads.empty()) continue;
      if (auto plan = session.plan(query.text); plan && uses(*plan, index.names))
        query.remedies.push_back({candidate.sql, plan->cost, index.size, index.name});
    }
  }
  return {};
}

}  // namespace ante::rehearse
