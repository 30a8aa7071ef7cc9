#include "rehearse/after_way_back.h"

#include "rehearse/queries.h"
#include "rehearse/sessions.h"
#include "rehearse/typed.h"

namespace ante::rehearse {

std::vector<BrokenQuery> broken_after_way_back(const pg::Cluster& cluster, const std::string& before,
                                               const std::string& after, const snapshot::Snapshot& snapshot,
                                               const std::vector<QueryOutcome>& queries) {
  auto of = [&](const std::string& database) {
    return Sessions([&cluster, database](std::string_view user) { return cluster.target(database, user); }, snapshot);
  };
  auto sessions_before = of(before), sessions_after = of(after);
  // What the server says against it; nothing where it was not asked.
  auto refusal = [](Sessions& sessions, const QueryOutcome& query) -> std::optional<Error> {
    auto session = sessions.of(query.user);
    if (!session) return session.error();
    auto plan = plan_with_types(**session, repaired(query.text));
    if (plan) return {};
    return plan.error();
  };
  std::vector<BrokenQuery> broken;
  for (auto& query : queries) {
    if (!query.touched || query.fate == Fate::not_judged) continue;
    auto refused = refusal(sessions_after, query);
    if (!refused || refused->sqlstate.empty() || refusal(sessions_before, query)) continue;
    broken.push_back({query.text, query.user, query.calls_per_second, refused->what});
  }
  return broken;
}

}  // namespace ante::rehearse
