#include "rehearse/queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "rehearse/fate.h"
#include "rehearse/typed.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

constexpr Millis longest_planning{20'000};

// One session for each user: role and database settings, search_path among them, are the server's to apply.
class Sessions {
 public:
  explicit Sessions(const twin::Ghost& ghost) : ghost_(ghost) {}
  Result<pg::Connection*> of(const std::string& user) {
    auto found = sessions_.find(user);
    if (found == sessions_.end()) found = sessions_.emplace(user, open(user)).first;
    if (!found->second) return std::unexpected(found->second.error());
    return &*found->second;
  }
  void forget(const std::string& user) { sessions_.erase(user); }

 private:
  Result<pg::Connection> open(const std::string& user) const {
    return pg::Connection::open(ghost_.target(user), {.call = longest_planning, .application = "ante rehearse"});
  }
  const twin::Ghost& ghost_;
  std::map<std::string, Result<pg::Connection>> sessions_;
};

Result<PlanNode> plan_of(Sessions& sessions, const snapshot::Shape& shape, const std::string& user) {
  auto* session = TRY(sessions.of(user));
  auto plan = plan_with_types(*session, repaired(shape.text));
  // Without a code it was the session that failed, not the statement.
  if (!plan && plan.error().sqlstate.empty()) sessions.forget(user);
  return plan;
}

// The first scan of one of these tables.
const PlanNode* scan_of(const PlanNode& plan, const std::set<std::string>& tables) {
  if (plan.type.ends_with("Scan") && tables.contains(plan.relation)) return &plan;
  for (auto& child : plan.children)
    if (auto* found = scan_of(child, tables)) return found;
  return nullptr;
}

// By the columns' names, as most drivers take them; one more of the same name makes no difference to these.
std::vector<std::string> difference(const std::vector<pg::Column>& before, const std::vector<pg::Column>& after) {
  std::vector<std::string> lines;
  auto find = [](auto& columns, auto& name) { return std::ranges::find(columns, name, &pg::Column::name); };
  for (auto& column : before) {
    auto now = find(after, column.name);
    if (now == after.end())
      lines.push_back(fmt::format("column {} is gone", column.name));
    else if (now->type != column.type)
      lines.push_back(fmt::format("column {}: {} → {}", column.name, column.type, now->type));
  }
  for (auto& column : after)
    if (find(before, column.name) == before.end()) lines.push_back(fmt::format("column {} is new", column.name));
  if (lines.empty() && before != after) lines.emplace_back("the columns are the same, in another order");
  return lines;
}

double weight(const QueryOutcome& query) {
  return std::max(query.calls_per_second, 1e-6) * (query.after.cost - query.before.cost);
}

}  // namespace

std::string repaired(std::string_view text) {
  static const std::regex typed_literal(R"(\b(interval|date|timestamptz|timestamp|timetz|time)\s+(\$[0-9]+))",
                                        std::regex::icase);
  return std::regex_replace(std::string(text), typed_literal, "$2::$1");
}

Plans plan_workload(const twin::Ghost& ghost, const snapshot::Snapshot& snapshot,
                    const std::set<std::string>& of_unknown_size, Progress& progress) {
  Sessions sessions(ghost);
  auto usual = twin::usual_role(snapshot);
  Plans plans;
  for (auto& shape : snapshot.workload) {
    auto user = twin::bare_name(shape.user);
    plans.push_back(plan_of(sessions, shape, twin::captured_role(snapshot, user) ? user : usual));
    if (auto* scan = plans.back() ? scan_of(*plans.back(), of_unknown_size) : nullptr)
      plans.back() =
          undecided(fmt::format("the change fills {}: how many rows it will have is not known", scan->relation));
    progress.at(static_cast<std::int64_t>(plans.size()), static_cast<std::int64_t>(snapshot.workload.size()));
  }
  return plans;
}

Result<std::vector<Plans>> plan_leaning(const twin::Ghost& ghost, const snapshot::Snapshot& snapshot,
                                        const Plans& after) {
  std::vector<Plans> leaning;
  auto tables = ghost.tables_with_estimated_indexes();
  if (tables.empty()) return leaning;
  auto usual = twin::usual_role(snapshot);
  for (int direction : {-1, 1}) {
    TRY(ghost.lean(direction));
    Sessions sessions(ghost);
    auto plans = after;
    for (std::size_t i = 0; i < plans.size(); ++i) {
      if (!plans[i] || !scan_of(*plans[i], tables)) continue;
      auto user = twin::bare_name(snapshot.workload[i].user);
      plans[i] = plan_of(sessions, snapshot.workload[i], twin::captured_role(snapshot, user) ? user : usual);
    }
    leaning.push_back(std::move(plans));
  }
  TRY(ghost.lean(0));
  return leaning;
}

std::set<std::string> users_unknown(const snapshot::Snapshot& snapshot) {
  std::set<std::string> users;
  for (auto& shape : snapshot.workload)
    if (!shape.user.empty() && !twin::captured_role(snapshot, twin::bare_name(shape.user))) users.insert(shape.user);
  return users;
}

std::vector<QueryOutcome> compare(const snapshot::Snapshot& snapshot, const Plans& before, const Plans& after,
                                  const std::vector<Plans>& leaning) {
  std::vector<QueryOutcome> queries;
  for (std::size_t i = 0; i < snapshot.workload.size(); ++i) {
    auto& shape = snapshot.workload[i];
    QueryOutcome query;
    query.fingerprint = shape.fingerprint;
    query.text = shape.text;
    query.user = shape.user;
    query.calls_per_second = shape.calls_per_second;
    query.ms_per_call = shape.ms_per_call;
    if (!before[i]) {
      query.fate = Fate::not_judged;
      query.error = before[i].error().what;
    } else if (!after[i]) {
      query.fate = after[i].error().sqlstate.empty() ? Fate::not_judged : Fate::breaks;
      query.before = *before[i];
      query.error = after[i].error().what;
    } else {
      query.before = *before[i];
      query.after = *after[i];
      query.fate = fate_of(query.before, query.after);
      query.answers_otherwise = difference(query.before.answer, query.after.answer);
      auto keeps = [&](const PlanNode& plan) { return same_plan(plan, query.before); };
      bool other_way =
          std::ranges::any_of(leaning, [&](auto& plans) { return plans[i] && keeps(*plans[i]) != keeps(query.after); });
      query.after_is_certain =
          std::ranges::all_of(leaning, [&](auto& plans) { return plans[i] && same_plan(*plans[i], query.after); });
      if (other_way && (query.fate == Fate::changed || query.fate == Fate::unchanged)) query.fate = Fate::tie;
    }
    queries.push_back(std::move(query));
  }
  std::ranges::stable_sort(queries, [](auto& a, auto& b) {
    if (a.fate != b.fate) return a.fate < b.fate;
    if (a.fate == Fate::breaks) return a.calls_per_second > b.calls_per_second;
    return weight(a) > weight(b);
  });
  return queries;
}

}  // namespace ante::rehearse
