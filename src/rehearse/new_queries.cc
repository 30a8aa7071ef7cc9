#include "rehearse/new_queries.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "rehearse/missing_index.h"
#include "rehearse/queries.h"
#include "rehearse/refused_rows.h"
#include "rehearse/typed.h"
#include "rehearse/whole_reads.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

constexpr Millis longest_planning{20'000};

// A session of the application's, which is opened again where a query broke it.
class Session {
 public:
  explicit Session(const Asked& asked) : asked_(asked) {}
  Result<PlanNode> plan(const std::string& text, bool verbose = false) {
    if (!connection_)
      connection_ = TRY(pg::Connection::open(
          asked_.ghost.target(asked_.role),
          {.call = longest_planning, .application = "ante rehearse", .settings = asked_.version.settings}));
    auto plan = plan_with_types(*connection_, repaired(text), verbose);
    if (!plan && plan.error().sqlstate.empty()) connection_.reset();
    return plan;
  }
  Result<PlanNode> plan_of_all_partitions(const std::string& text) {
    TRY(connection_->execute("SET enable_partition_pruning = off"));
    auto all = plan(text, true);
    if (connection_) TRY(connection_->execute("RESET enable_partition_pruning"));
    return all;
  }
  Result<Refusals> refusals(pg::Connection& server, const PlanNode& plan) {
    return refusals_of(server, *connection_, plan);
  }

 private:
  const Asked& asked_;
  std::optional<pg::Connection> connection_;
};

// What the application will be told too; not what only the twin says, nor what hangs on a setting that it makes itself.
bool is_refusal(const Error& error, const Asked& asked) {
  // Parameters are not known here: a value that its type does not take is one of the query's own.
  constexpr std::array values{"22P02", "22007", "22008", "22003"};
  bool of_the_query = (error.sqlstate.starts_with("42") && !hangs_on_a_type(error)) ||
                      std::ranges::find(values, error.sqlstate) != values.end();
  if (!of_the_query || contains(error.what, "unrecognized configuration parameter")) return false;
  if (error.sqlstate != "42501") return true;
  auto* role = twin::captured_role(asked.snapshot, asked.role);
  return role && !role->superuser;
}

bool leaves_out_partitions(const PlanNode& plan) {
  return plan.removed > 0 || std::ranges::any_of(plan.children, leaves_out_partitions);
}

const PlanNode* scan_of(const PlanNode& plan, const std::set<std::string>& tables) {
  if (plan.type.ends_with("Scan") && tables.contains(plan.relation)) return &plan;
  for (auto& child : plan.children)
    if (auto* found = scan_of(child, tables)) return found;
  return nullptr;
}

// Captured traffic of the same role in the same sessions has been planned already.
bool is_known(const snapshot::WrittenQuery& query, const Asked& asked) {
  return asked.version.settings.empty() && std::ranges::any_of(asked.snapshot.workload, [&](auto& shape) {
           return shape.fingerprint == query.fingerprint && shape.origin != "file" &&
                  twin::bare_name(shape.user) == asked.role;
         });
}

Result<NewQuery> judged(const snapshot::WrittenQuery& query, const Asked& asked, const TableSizes& sizes,
                        pg::Connection& server, Session& session) {
  NewQuery one{query.place, query.text};
  auto plan = session.plan(query.text);
  if (!plan) {
    one.error = plan.error();
    one.breaks = is_refusal(one.error, asked);
    return one;
  }
  one.plan = *plan;
  auto verbose = TRY(session.plan(query.text, true));
  if (auto refusals = TRY(session.refusals(server, verbose)); refusals.any()) {
    one.error.what =
        refusals.columns.empty()
            ? fmt::format("what it writes is refused by {}", fmt::join(refusals.others, ", "))
            : fmt::format("it gives no value for {}, which must have one", fmt::join(refusals.columns, ", "));
    one.breaks = true;
    return one;
  }
  bool one_part = leaves_out_partitions(verbose);
  if (one_part) verbose = TRY(session.plan_of_all_partitions(query.text));
  one.reads = whole_reads(verbose, one_part ? PlanNode{} : *plan, {sizes, asked.as_today, one_part});
  if (auto* scan = scan_of(*plan, asked.unknown_sizes))
    one.error.what = fmt::format("the change fills {}: how many rows it will have is not known", scan->relation);
  return one;
}

bool uses(const PlanNode& plan, std::string_view index) {
  return plan.index == index || std::ranges::any_of(plan.children, [&](auto& child) { return uses(child, index); });
}

}  // namespace

std::string busiest_role(const snapshot::Snapshot& snapshot) {
  std::map<std::string, double> calls;
  for (auto& shape : snapshot.workload)
    if (auto role = twin::bare_name(shape.user); twin::captured_role(snapshot, role)) calls[role] += shape.calls;
  auto most = std::ranges::max_element(calls, {}, [](auto& one) { return one.second; });
  return most == calls.end() ? twin::usual_role(snapshot) : most->first;
}

Result<std::vector<NewQuery>> plan_new_queries(const Asked& after) {
  auto server = TRY(after.ghost.connect());
  auto sizes = TRY(table_sizes(server));
  Session session(after);
  std::set<std::string> seen;
  std::vector<NewQuery> all;
  for (auto& query : after.version.queries)
    if (!is_known(query, after) && seen.insert(query.text).second)
      all.push_back(TRY(judged(query, after, sizes, server, session)));
  std::ranges::stable_sort(all, std::greater<>(), &NewQuery::blocks);
  return all;
}

Result<void> ask_what_needs_the_change(const Asked& before, std::vector<NewQuery>& queries) {
  Session session(before);
  for (auto& query : queries) {
    if (!query.plan) continue;
    auto plan = session.plan(query.text);
    query.needs_the_change = !plan && is_refusal(plan.error(), before);
  }
  return {};
}

Result<std::vector<Candidate>> indexes_to_try(const twin::Ghost& ghost, const std::vector<NewQuery>& queries) {
  auto server = TRY(ghost.connect());
  std::vector<Candidate> candidates;
  for (auto& query : queries)
    for (auto& read : query.reads) {
      if (read.partitioned) continue;  // there it takes a statement a partition
      auto rows =
          TRY(server.query("SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = $1::regclass AND "
                           "attnum > 0 AND NOT attisdropped",
                           {read.table}));
      std::set<std::string, std::less<>> columns;
      for (int i = 0; i < rows.size(); ++i) columns.emplace(rows.text(i, 0));
      auto keys = index_columns(read.filter, columns);
      if (keys.empty()) continue;
      auto on = fmt::format("ON {} ({})", read.table, join(keys, ", "));
      auto name = fmt::format("ante_tries_{}", candidates.size());
      // What cannot be made keeps nobody else's from being tried.
      candidates.push_back(
          {query.place, "CREATE INDEX CONCURRENTLY " + on,
           fmt::format("DO $ante$ BEGIN CREATE INDEX {} {}; EXCEPTION WHEN OTHERS THEN NULL; END $ante$", name, on),
           name});
    }
  return candidates;
}

Result<void> keep_what_helps(const Asked& with_indexes, const std::vector<Candidate>& candidates,
                             std::vector<NewQuery>& queries) {
  auto server = TRY(with_indexes.ghost.connect());
  Session session(with_indexes);
  for (auto& query : queries) {
    if (query.reads.empty()) continue;
    auto plan = session.plan(query.text);
    if (!plan) continue;
    for (auto& candidate : candidates) {
      if (!uses(*plan, candidate.name)) continue;
      auto size = TRY(server.scalar("SELECT coalesce(max(pg_relation_size(oid)), 0) FROM pg_class WHERE relname = $1",
                                    {candidate.name}));
      query.remedies.push_back({candidate.sql, plan->cost, {std::stoll(size)}});
    }
  }
  return {};
}

}  // namespace ante::rehearse
