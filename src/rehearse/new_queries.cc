#include "rehearse/new_queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rehearse/missing_index.h"
#include "rehearse/outcome.h"
#include "rehearse/typed.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

constexpr Millis longest_planning{20'000};

struct Size {
  std::string table;
  double rows;
  Bytes bytes;
};

// By the name that plans have.
std::multimap<std::string, Size> sizes_of(const snapshot::Snapshot& snapshot) {
  std::multimap<std::string, Size> sizes;
  for (auto& size : snapshot.sizes) {
    double density = size.pages > 0 && size.tuples >= 0 ? size.tuples / static_cast<double>(size.pages) : 0;
    sizes.emplace(twin::without_schema(size.relation),
                  Size{size.relation, density * static_cast<double>(size.blocks), pages(size.blocks)});
  }
  return sizes;
}

std::string filter_of(const PlanNode& scan) {
  constexpr std::string_view begins = "filter ";
  return scan.conditions.starts_with(begins) ? scan.conditions.substr(begins.size()) : "";
}

void find_reads(const PlanNode& plan, const std::multimap<std::string, Size>& sizes, std::vector<WholeRead>& reads) {
  if (plan.type == "Seq Scan") {
    auto [from, to] = sizes.equal_range(plan.relation);
    for (auto found = from; found != to; ++found) {
      auto& size = found->second;
      if (size.rows >= table_worth_a_word && plan.rows <= size.rows * few_of_them)
        reads.push_back(
            {size.table, size.rows, plan.rows, size.bytes, size.rows >= table_too_big_to_read, filter_of(plan)});
    }
  }
  for (auto& child : plan.children) find_reads(child, sizes, reads);
}

std::string statement_for(const WholeRead& read) {
  auto columns = index_columns(read.filter);
  return columns.empty() ? "" : fmt::format("CREATE INDEX CONCURRENTLY ON {} ({})", read.table, join(columns, ", "));
}

// The index by which a plan finds its rows in a table.
std::string index_on(const PlanNode& plan, std::string_view table, std::string_view above = {}) {
  auto relation = plan.relation.empty() ? above : std::string_view(plan.relation);
  if (!plan.index.empty() && relation == table) return plan.index;
  for (auto& child : plan.children)
    if (auto found = index_on(child, table, relation); !found.empty()) return found;
  return {};
}

Result<pg::Connection> session_on(const twin::Ghost& ghost, const NewVersion& version, const std::string& role) {
  return pg::Connection::open(ghost.target(role),
                              {.call = longest_planning, .application = "ante rehearse", .settings = version.settings});
}

}  // namespace

std::string busiest_role(const snapshot::Snapshot& snapshot) {
  std::map<std::string, double> calls;
  for (auto& shape : snapshot.workload)
    if (auto role = twin::bare_name(shape.user); twin::captured_role(snapshot, role)) calls[role] += shape.calls;
  auto most = std::ranges::max_element(calls, {}, [](auto& one) { return one.second; });
  return most == calls.end() ? twin::usual_role(snapshot) : most->first;
}

Result<std::vector<NewQuery>> plan_new_queries(const twin::Ghost& after, const snapshot::Snapshot& snapshot,
                                               const NewVersion& version, const std::string& role) {
  std::set<std::string> known;
  for (auto& shape : snapshot.workload) known.insert(shape.fingerprint);
  auto sizes = sizes_of(snapshot);
  auto session = TRY(session_on(after, version, role));
  std::vector<NewQuery> all;
  for (auto& query : version.queries) {
    if (!query.fingerprint.empty() && !known.insert(query.fingerprint).second) continue;
    NewQuery one{query.place, query.text};
    if (auto plan = plan_with_types(session, query.text)) {
      one.plan = *std::move(plan);
      find_reads(*one.plan, sizes, one.reads);
    } else {
      if (plan.error().sqlstate.empty()) return std::unexpected(plan.error());
      one.error = plan.error();
      one.breaks = !hangs_on_a_type(one.error);
    }
    all.push_back(std::move(one));
  }
  std::ranges::stable_sort(all, std::greater<>(), &NewQuery::blocks);
  return all;
}

Result<void> ask_what_needs_the_change(const twin::Ghost& before, const NewVersion& version, const std::string& role,
                                       std::vector<NewQuery>& queries) {
  auto session = TRY(session_on(before, version, role));
  for (auto& query : queries) {
    if (!query.plan) continue;
    auto plan = plan_with_types(session, query.text);
    if (!plan && plan.error().sqlstate.empty()) return std::unexpected(plan.error());
    query.needs_the_change = !plan;
  }
  return {};
}

std::vector<std::string> indexes_to_try(const std::vector<NewQuery>& queries) {
  std::vector<std::string> statements;
  for (auto& query : queries)
    for (auto& read : query.reads)
      if (auto sql = statement_for(read); !sql.empty() && std::ranges::find(statements, sql) == statements.end())
        statements.push_back(std::move(sql));
  return statements;
}

Result<void> keep_what_helps(const twin::Ghost& with_indexes, const snapshot::Snapshot& snapshot,
                             const NewVersion& version, const std::string& role, std::vector<NewQuery>& queries) {
  auto replanned = TRY(plan_new_queries(with_indexes, snapshot, version, role));
  auto server = TRY(with_indexes.connect());
  for (auto& query : queries) {
    auto again = std::ranges::find_if(
        replanned, [&](auto& other) { return other.place == query.place && other.text == query.text; });
    if (again == replanned.end() || !again->plan) continue;
    for (auto& read : query.reads) {
      auto sql = statement_for(read);
      auto index = index_on(*again->plan, twin::without_schema(read.table));
      bool still_read = std::ranges::find(again->reads, read.table, &WholeRead::table) != again->reads.end();
      if (sql.empty() || index.empty() || still_read) continue;
      auto size =
          TRY(server.query("SELECT pg_relation_size(indexrelid) FROM pg_index WHERE indrelid = $1::regclass AND "
                           "indexrelid = (SELECT oid FROM pg_class WHERE relname = $2 AND relnamespace = (SELECT "
                           "relnamespace FROM pg_class WHERE oid = $1::regclass))",
                           {read.table, index}));
      query.remedies.push_back({sql, again->plan->cost, {size.size() == 1 ? size.integer(0, 0) : 0}});
    }
  }
  return {};
}

}  // namespace ante::rehearse
