#include "rehearse/unstable.h"

#include <array>
#include <set>

#include "rehearse/plan_all.h"
#include "rehearse/queries.h"
#include "twin/perturbation.h"

namespace ante::rehearse {
namespace {

// Below it no plan is slow whatever it is.
constexpr double least_cost_of_a_risk = 100;

struct Weather {
  const char* what;
  double rows, values;
};
constexpr std::array weathers{Weather{"a quarter more rows", 1.25, 1}, Weather{"a fifth fewer rows", 0.8, 1},
                              Weather{"a quarter more different values", 1, 1.25},
                              Weather{"a fifth fewer different values", 1, 0.8}};

// By what its tables are read: the order of joins and their kinds are another matter.
void collect(const PlanNode& plan, std::multiset<std::string>& paths) {
  if (!plan.relation.empty() || !plan.index.empty()) paths.insert(plan.relation + " by " + plan.index);
  for (auto& child : plan.children) collect(child, paths);
}
bool same_paths(const PlanNode& a, const PlanNode& b) {
  std::multiset<std::string> of_a, of_b;
  collect(a, of_a);
  collect(b, of_b);
  return of_a == of_b;
}

bool is_worth_it(const QueryOutcome& query) {
  bool planned = query.fate == Fate::unchanged || query.fate == Fate::changed || query.fate == Fate::better;
  return query.touched && planned && query.with.empty() && query.after.cost >= least_cost_of_a_risk &&
         !query.before.types_assumed;
}

// The plans of these in such a weather.
std::vector<Result<PlanNode>> plans_in(const twin::Ghost& ghost, const snapshot::Snapshot& snapshot,
                                       const std::vector<QueryOutcome*>& queries) {
  Sessions sessions(ghost, snapshot);
  std::vector<Asks> asked;
  for (auto* query : queries) asked.push_back({query->user, repaired(query->text)});
  return plan_all(sessions, asked);
}

}  // namespace

Result<void> find_unstable_plans(const twin::Ghost& before, const twin::Ghost& after,
                                 const snapshot::Snapshot& snapshot, std::vector<QueryOutcome>& queries,
                                 Progress& progress) {
  std::vector<QueryOutcome*> asked;
  for (auto& query : queries)
    if (is_worth_it(query)) asked.push_back(&query);
  if (asked.empty()) return {};
  progress.stage("planning it with other statistics");
  std::vector<bool> hung_before(asked.size());
  for (auto& weather : weathers) {
    auto old_ones = TRY(twin::Perturbation::of(before, weather.rows, weather.values));
    auto was = plans_in(before, snapshot, asked);
    TRY(old_ones.end());
    auto new_ones = TRY(twin::Perturbation::of(after, weather.rows, weather.values));
    auto is = plans_in(after, snapshot, asked);
    TRY(new_ones.end());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      auto& query = *asked[i];
      if (was[i] && !same_paths(*was[i], query.before)) hung_before[i] = true;
      if (!is[i] || same_paths(*is[i], query.after) || !query.unstable_with.empty()) continue;
      query.unstable_with = weather.what;
      query.unstable = std::move(*is[i]);
    }
  }
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (hung_before[i]) asked[i]->unstable_with.clear();
  return {};
}

}  // namespace ante::rehearse
