#include "rehearse/new_queries.h"

#include <algorithm>
#include <map>
#include <set>

#include "rehearse/outcome.h"
#include "twin/lab.h"
#include "twin/plan.h"

namespace ante::rehearse {
namespace {

constexpr Millis longest_planning{20'000};

// What a server says where it cannot tell a parameter's type, which the application's driver would have told it.
bool hangs_on_a_type(const Error& error) {
  return error.sqlstate == "42P18" || error.sqlstate == "42725" || error.sqlstate == "42P08";
}

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

void find_reads(const PlanNode& plan, const std::multimap<std::string, Size>& sizes, std::vector<WholeRead>& reads) {
  if (plan.type == "Seq Scan") {
    auto [from, to] = sizes.equal_range(plan.relation);
    for (auto found = from; found != to; ++found) {
      auto& size = found->second;
      if (size.rows >= table_worth_a_word && plan.rows <= size.rows * few_of_them)
        reads.push_back({size.table, size.rows, plan.rows, size.bytes, size.rows >= table_too_big_to_read});
    }
  }
  for (auto& child : plan.children) find_reads(child, sizes, reads);
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
  auto session = TRY(pg::Connection::open(
      after.target(role), {.call = longest_planning, .application = "ante rehearse", .settings = version.settings}));
  std::vector<NewQuery> all;
  for (auto& query : version.queries) {
    if (!query.fingerprint.empty() && !known.insert(query.fingerprint).second) continue;
    NewQuery one{query.place, query.text};
    auto explained = twin::explain(session, query.text, {.json = true});
    if (explained) {
      one.plan = TRY(read_plan(*explained));
      find_reads(*one.plan, sizes, one.reads);
    } else {
      if (explained.error().sqlstate.empty()) return std::unexpected(explained.error());
      one.error = explained.error();
      one.breaks = !hangs_on_a_type(one.error);
    }
    all.push_back(std::move(one));
  }
  std::ranges::stable_sort(all, std::greater<>(), &NewQuery::blocks);
  return all;
}

}  // namespace ante::rehearse
