#include "rehearse/new_queries.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "rehearse/queries.h"
#include "rehearse/query_session.h"
#include "rehearse/races.h"
#include "rehearse/refused_rows.h"
#include "rehearse/typed.h"
#include "rehearse/whole_reads.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

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

// Captured traffic of the same role in the same sessions has been planned already.
bool is_known(const snapshot::WrittenQuery& query, const Asked& asked) {
  return asked.version.settings.empty() && std::ranges::any_of(asked.snapshot.workload, [&](auto& shape) {
           return shape.fingerprint == query.fingerprint && shape.origin != "file" &&
                  twin::bare_name(shape.user) == asked.role;
         });
}

Result<NewQuery> judged(const snapshot::WrittenQuery& query, const Asked& asked, const TableSizes& sizes,
                        pg::Connection& server, QuerySession& session, bool races) {
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
  if (races) {
    auto whole_plan = [&](const std::string& text) -> Result<PlanNode> {
      auto pruned = TRY(session.plan(text, true));
      return leaves_out_partitions(pruned) ? session.plan_of_all_partitions(text) : pruned;
    };
    AfterChange here{server, whole_plan, sizes};
    one.race = TRY(race_of(here, query, verbose));
  }
  one.reads = whole_reads(verbose, one_part ? PlanNode{} : *plan, {sizes, asked.as_today, one_part});
  if (auto* scan = scan_of(*plan, asked.unknown_sizes))
    one.error.what = fmt::format("the change fills {}: how many rows it will have is not known", scan->relation);
  return one;
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
  QuerySession session(after);
  bool races = !TRY(session.is_serializable());
  std::set<std::string> seen;
  std::vector<NewQuery> all;
  for (auto& query : after.version.queries)
    if (!is_known(query, after) && seen.insert(query.text).second)
      all.push_back(TRY(judged(query, after, sizes, server, session, races)));
  std::ranges::stable_sort(all, std::greater<>(), &NewQuery::blocks);
  return all;
}

Result<void> ask_what_needs_the_change(const Asked& before, std::vector<NewQuery>& queries) {
  QuerySession session(before);
  for (auto& query : queries) {
    if (!query.plan) continue;
    auto plan = session.plan(query.text);
    query.needs_the_change = !plan && is_refusal(plan.error(), before);
  }
  return {};
}

}  // namespace ante::rehearse
