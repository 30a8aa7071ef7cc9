#include "rehearse/queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "base/text.h"
#include "rehearse/definition.h"
#include "rehearse/fate.h"
#include "rehearse/plan_all.h"
#include "rehearse/representative.h"
#include "rehearse/sessions.h"
#include "twin/lab.h"
#include "twin/plan.h"

namespace ante::rehearse {
namespace {

std::vector<Asks> asks(const snapshot::Snapshot& snapshot, const std::vector<std::size_t>& places) {
  std::vector<Asks> queries;
  for (auto place : places) queries.push_back({snapshot.workload[place].user, repaired(snapshot.workload[place].text)});
  return queries;
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

Plans plan_workload(const twin::Ghost& ghost, const snapshot::Snapshot& snapshot, const std::vector<bool>& which,
                    Plans plans, Progress& progress) {
  Sessions sessions(ghost, snapshot);
  plans.resize(snapshot.workload.size(), undecided("not planned"));
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < plans.size(); ++i)
    if (which[i]) places.push_back(i);
  auto total = std::ssize(places);
  auto planned = plan_all(sessions, asks(snapshot, places),
                          [&](std::size_t done) { progress.at(static_cast<std::int64_t>(done), total); });
  for (std::size_t i = 0; i < places.size(); ++i) plans[places[i]] = std::move(planned[i]);
  return plans;
}

void forget_plans_of(const std::set<std::string>& of_unknown_size, Plans& plans) {
  for (auto& plan : plans)
    if (auto* scan = plan ? scan_of(*plan, of_unknown_size) : nullptr)
      plan = undecided(fmt::format("the change fills {}: how many rows it will have is not known", scan->relation));
}

Result<std::vector<Plans>> plan_leaning(const twin::Ghost& ghost, const snapshot::Snapshot& snapshot,
                                        const Plans& after) {
  std::vector<Plans> leaning;
  auto tables = ghost.tables_with_estimated_indexes();
  if (tables.empty()) return leaning;
  for (int direction : {-1, 1}) {
    TRY(ghost.lean(direction));
    Sessions sessions(ghost, snapshot);
    auto plans = after;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < plans.size(); ++i)
      if (plans[i] && scan_of(*plans[i], tables)) places.push_back(i);
    auto planned = plan_all(sessions, asks(snapshot, places));
    for (std::size_t i = 0; i < places.size(); ++i) plans[places[i]] = std::move(planned[i]);
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
                                  const std::vector<Plans>& leaning, const std::vector<bool>& touched) {
  std::vector<QueryOutcome> queries;
  auto known = known_tables(snapshot.catalog);
  for (std::size_t i = 0; i < snapshot.workload.size(); ++i) {
    auto& shape = snapshot.workload[i];
    QueryOutcome query;
    query.fingerprint = shape.fingerprint;
    query.text = shape.text;
    query.user = shape.user;
    query.calls_per_second = shape.calls_per_second;
    query.ms_per_call = shape.ms_per_call;
    query.touched = touched[i];
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
      query.fate = fate_of(query.before, query.after, known);
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
  return queries;
}

namespace {

// What a plan reads, and how much of it the planner knows to be nothing.
struct Seen {
  std::set<std::string> tables, nothing_of;
  bool nothing_at_all = false;  // a part of it is not read, whatever it would have been
};
bool is_false(std::string_view filter) { return filter == "false" || filter.starts_with("(false AND "); }
void add_seen(const PlanNode& plan, Seen& seen) {
  bool reads = plan.type.ends_with("Scan") && !plan.relation.empty();
  if (reads) seen.tables.insert(plan.relation);
  if (reads && is_false(plan.filter)) seen.nothing_of.insert(plan.relation);
  constexpr std::string_view once = "filter ";
  if (plan.type == "Result" && plan.conditions.starts_with(once))
    seen.nothing_at_all |= is_false(std::string_view(plan.conditions).substr(once.size()));
  for (auto& child : plan.children) add_seen(child, seen);
}

// Tables, by their bare names, whose rows are shown to others than before.
std::set<std::string> with_other_row_security(const std::vector<StatementOutcome>& statements) {
  std::set<std::string> tables;
  for (auto& statement : statements)
    for (auto& difference : statement.effects.catalog) {
      if (difference.kind == "table" && contains(difference.field, "row_security"))
        tables.insert(twin::without_schema(difference.object));
      if (difference.kind == "policy") tables.insert(twin::without_schema(parted(difference.object).first));
    }
  return tables;
}

}  // namespace

void find_unseen_tables(const std::vector<StatementOutcome>& statements, std::vector<QueryOutcome>& queries) {
  auto tables = with_other_row_security(statements);
  if (tables.empty()) return;
  for (auto& query : queries) {
    Seen before, after;
    add_seen(query.before, before), add_seen(query.after, after);
    if (after.tables.empty() && !after.nothing_at_all) continue;
    for (auto& table : tables) {
      bool gone = after.nothing_at_all && !before.nothing_at_all && !after.tables.contains(table);
      if (before.tables.contains(table) && !before.nothing_of.contains(table) &&
          (after.nothing_of.contains(table) || gone))
        query.sees_nothing_of.push_back(table);
    }
  }
}

void sort_by_weight(std::vector<QueryOutcome>& queries) {
  std::ranges::stable_sort(queries, [](auto& a, auto& b) {
    if (a.fate != b.fate) return a.fate < b.fate;
    if (a.fate == Fate::breaks) return a.calls_per_second > b.calls_per_second;
    return weight(a) > weight(b);
  });
}

namespace {

// What is shown of it must not tell whose values they are.
PlanNode without_values(PlanNode plan) {
  plan.conditions.clear(), plan.found_by.clear(), plan.filter.clear(), plan.output.clear();
  for (auto& child : plan.children) child = without_values(std::move(child));
  return plan;
}

}  // namespace

void try_values(const twin::Ghost& before, const twin::Ghost& after, const snapshot::Snapshot& snapshot,
                std::vector<QueryOutcome>& queries, Progress& progress) {
  Representatives representatives(snapshot);
  Sessions sessions_before(before, snapshot), sessions_after(after, snapshot);
  auto known = known_tables(snapshot.catalog);
  std::int64_t tried = 0;
  for (auto& query : queries) {
    progress.at(++tried, std::ssize(queries));
    bool worth_it = query.touched && (query.fate == Fate::unchanged || query.fate == Fate::changed ||
                                      query.fate == Fate::better || query.fate == Fate::tie);
    if (!worth_it || query.before.types_assumed) continue;
    auto text = repaired(query.text);
    auto plan = [&](Sessions& sessions, const Choice& choice) -> Result<PlanNode> {
      auto* session = TRY(sessions.of(query.user));
      auto said = TRY(twin::explain(*session, text, {.json = true, .values = choice.values}));
      return read_plan(said);
    };
    for (auto& choice : representatives.of(text, query.before)) {
      auto was = plan(sessions_before, choice);
      auto is = was ? plan(sessions_after, choice) : was;
      // A value that the type does not take, or a plan that was not made in time, shows nothing.
      if (!was || !is || fate_of(*was, *is, known) != Fate::worse) continue;
      bool worst = query.with.empty() || is->cost - was->cost > query.after.cost - query.before.cost;
      if (!worst) continue;
      query.with = choice.label;
      query.fate = Fate::worse;
      query.before = without_values(*was), query.after = without_values(*is);
    }
  }
}

}  // namespace ante::rehearse
