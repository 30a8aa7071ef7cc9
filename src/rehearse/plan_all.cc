#include "rehearse/plan_all.h"

#include <algorithm>
#include <map>
#include <span>

#include "rehearse/typed.h"
#include "twin/plan.h"

namespace ante::rehearse {
namespace {

constexpr std::size_t most_at_once = 64;

Result<PlanNode> plan_of(Sessions& sessions, const Asks& query) {
  auto* session = TRY(sessions.of(query.user));
  auto plan = plan_with_types(*session, query.text);
  // Without a code it was the session that failed, not the statement.
  if (!plan && plan.error().sqlstate.empty()) sessions.forget(query.user);
  return plan;
}

Result<PlanNode> read(const twin::Explained& explained) {
  auto plan = TRY(read_plan(explained.plan));
  plan.answer = explained.answer;
  return plan;
}

}  // namespace

std::vector<Result<PlanNode>> plan_all(Sessions& sessions, const std::vector<Asks>& queries,
                                       const std::function<void(std::size_t done)>& progress) {
  std::vector<Result<PlanNode>> plans(queries.size(), Result<PlanNode>(PlanNode{}));
  std::map<std::string, std::vector<std::size_t>> by_user;
  for (std::size_t i = 0; i < queries.size(); ++i) by_user[queries[i].user].push_back(i);
  std::size_t done = 0;
  for (auto& [user, places] : by_user)
    for (std::size_t begin = 0; begin < places.size(); begin += most_at_once) {
      auto batch = std::span(places).subspan(begin, std::min(most_at_once, places.size() - begin));
      std::vector<std::string> texts;
      for (auto place : batch) texts.push_back(queries[place].text);
      std::vector<Result<twin::Explained>> explained;
      if (auto session = sessions.of(user)) explained = twin::explain_all(**session, texts);
      // Without a code it was the session that failed, not the statement.
      if (std::ranges::any_of(explained, [](auto& one) { return !one && one.error().sqlstate.empty(); }))
        sessions.forget(user), explained.clear();
      for (std::size_t i = 0; i < batch.size(); ++i) {
        bool planned = i < explained.size() && explained[i];
        plans[batch[i]] = planned ? read(*explained[i]) : plan_of(sessions, queries[batch[i]]);
      }
      done += batch.size();
      if (progress) progress(done);
    }
  return plans;
}

}  // namespace ante::rehearse
