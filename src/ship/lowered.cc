#include "ship/lowered.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "judge/partition_ways.h"
#include "judge/remedies.h"
#include "os/sha256.h"
#include "rehearse/definition.h"

namespace ante::ship {
namespace {

using catalog::Difference;
using rehearse::parted;
using What = Difference::What;

std::string what_it_does(const judge::OnlineStatement& one) {
  if (!one.index.empty()) return "build index " + one.index;
  return one_line(one.sql, 120);
}

// Only these, and what is said of them.
bool only(const std::vector<Difference>& differences, What what, std::initializer_list<std::string_view> kinds) {
  return !differences.empty() && std::ranges::all_of(differences, [&](auto& one) {
    if (one.kind == "comment" || one.kind == "grant") return one.what == what;
    return one.what == what && std::ranges::find(kinds, one.kind) != kinds.end();
  });
}

const Difference* one_of(const std::vector<Difference>& differences, std::string_view kind, std::string_view object) {
  for (auto& one : differences)
    if (one.kind == kind && one.object == object) return &one;
  return nullptr;
}

}  // namespace

namespace {

// public.t, of CREATE INDEX … ON public.t USING …
std::string table_in(const std::string& definition) {
  auto on = definition.find(" ON "), use = definition.find(" USING ", on);
  if (use == std::string::npos) return "";
  auto table = definition.substr(on + 4, use - on - 4);
  return table.starts_with("ONLY ") ? table.substr(5) : table;
}

}  // namespace

std::string table_of(const Difference& one) {
  if (one.kind == "index") return table_in(one.before.empty() ? one.after : one.before);
  return one.kind == "constraint" || one.kind == "column" ? parted(one.object).first : "";
}

std::string is_index(const std::string& index, std::string_view what) {
  return fmt::format(
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass({}) AND {})",
      pg::quote_literal(index), what);
}

std::string has_constraint(const std::string& relation, const std::string& name) {
  return fmt::format(
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = pg_catalog.to_regclass({}) "
      "AND pg_catalog.quote_ident(conname) = {})",
      pg::quote_literal(relation), pg::quote_literal(name));
}

bool meets_others(const Statement& statement) {
  auto& tables = statement.snapshot.catalog.tables;
  bool met = false;
  for (auto& one : statement.outcome.effects.catalog) {
    auto table = std::ranges::find(tables, table_of(one), &catalog::Table::name);
    if (table == tables.end()) continue;
    if (table->kind != "table") return false;
    met = true;
  }
  return met;
}

Block build_index(const std::string& index, const std::string& definition) {
  return {{definition},
          false,
          is_index(index, "indisvalid"),
          is_index(index, "NOT indisvalid"),
          "DROP INDEX CONCURRENTLY IF EXISTS " + index};
}

Block drop_index(const std::string& index) {
  return {{"DROP INDEX CONCURRENTLY IF EXISTS " + index},
          false,
          fmt::format("SELECT pg_catalog.to_regclass({}) IS NULL", pg::quote_literal(index))};
}

namespace {

// SET NOT NULL need not look at the rows where a valid CHECK proves it. Where one has turned round it may be there and
// not be valid: it is validated first, under the weaker lock; else that takes no time.
Step proven_not_null(const std::vector<judge::OnlineStatement>& way, std::size_t at) {
  auto &add = way[at - 2], &validate = way[at - 1], &set = way[at];
  return {.title = one_line(set.sql, 120),
          .locks = for_a_moment,
          .up = {{validate.sql, set.sql, add.back}},
          .down = {{add.back, add.sql, set.back}}};
}

}  // namespace

// A constraint and the index that it rests on go together on the way back, so that there is no moment between them from
// which nothing leads forward.
std::vector<Step> steps_of(const std::vector<judge::OnlineStatement>& way) {
  std::vector<Step> steps;
  for (std::size_t at = 0; at < way.size(); ++at) {
    auto& one = way[at];
    if (at >= 2 && one.sql.ends_with(" SET NOT NULL")) {
      steps.push_back(proven_not_null(way, at++));  // the CHECK goes with it
      continue;
    }
    Step step{.title = what_it_does(one)};
    bool waits_for_nobody = !one.index.empty() || contains(one.sql, " VALIDATE CONSTRAINT ");
    step.locks = waits_for_nobody ? nobody_waits : for_a_moment;
    if (!one.index.empty()) {
      step.up = build_index(one.index, one.sql);
      step.down = drop_index(one.index);
    } else {
      step.up.sql = {one.sql};
      if (!one.back.empty()) step.down.sql = {one.back};
    }
    if (!one.constraint.empty()) {
      step.up.probe = has_constraint(one.relation, one.constraint);
      auto index = parted(one.relation).first + "." + one.constraint;
      steps.back().down = {{one.back, "DROP INDEX IF EXISTS " + index}};
      step.down = {};
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::vector<Step> built_online(const Statement& statement) {
  return meets_others(statement) ? steps_of(judge::online_statements(statement.outcome))
                                 : built_over_partitions(statement);
}

std::vector<Step> dropped_constraint(const std::string& relation, const std::string& name,
                                     const std::string& definition) {
  auto drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", relation, name);
  bool valid = !definition.ends_with(" NOT VALID");
  std::vector<Step> steps;
  if (valid)
    steps.push_back({.title = fmt::format("on the way back: validate constraint {} of {}; where rows written meanwhile "
                                          "do not keep to it, it says so",
                                          name, relation),
                     .locks = nobody_waits,
                     .down = {{fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation, name)}}});
  steps.push_back({.title = one_line(drop, 120),
                   .locks = for_a_moment,
                   .up = {{drop}},
                   .down = {{fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}{}", relation, name, definition,
                                         valid ? " NOT VALID" : "")}}});
  return steps;
}

// The way back runs them from the last to the first: a CHECK that is validated, so that SET NOT NULL need not look.
// From wherever one turns round, the CHECK is there or nothing needs it.
std::vector<Step> dropped_not_null(const std::string& relation, const std::string& column) {
  // One a column, however odd and long that is, and nobody else's.
  auto check = "ante_given_" + os::sha256_hex(column).substr(0, 12);
  auto alter = [&](const std::string& how) { return fmt::format("ALTER TABLE {} {}", relation, how); };
  auto add = alter(fmt::format("ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", check, column));
  auto drop = alter(fmt::format("DROP CONSTRAINT IF EXISTS {}", check));
  return {
      {.title = "on the way back: drop the constraint that proved it", .locks = for_a_moment, .down = {{drop}}},
      {.title = "on the way back: column " + column + " is NOT NULL",
       .locks = for_a_moment,
       .down = {{alter(fmt::format("ALTER COLUMN {} SET NOT NULL", column))}}},
      {.title = "for the way back: a constraint that proves that no row is without it; where rows written meanwhile "
                "are, it says so",
       .locks = for_a_moment,
       .up = {{drop, add}},
       .down = {{alter(fmt::format("VALIDATE CONSTRAINT {}", check))}}},
      {.title = fmt::format("column {} of {} may be NULL", column, relation),
       .locks = for_a_moment,
       .up = {{alter(fmt::format("ALTER COLUMN {} DROP NOT NULL", column)), drop}},
       .down = {{add}}},
  };
}

namespace {

// The index is built first on the way back, and then what rests on it.
std::vector<Step> dropped_key(const Difference& constraint, const std::vector<Difference>& all) {
  auto [relation, name] = parted(constraint.object);
  auto index = parted(relation).first + "." + name;
  auto* definition = one_of(all, "index", index);
  if (!definition || all.size() != 2 || contains(constraint.before, "WITHOUT OVERLAPS")) return {};
  bool primary = constraint.before.starts_with("PRIMARY KEY");
  auto deferrable = constraint.before.find(" DEFERRABLE");
  Step again{.title = fmt::format("on the way back: {} {}", primary ? "primary key" : "key", constraint.object),
             .locks = for_a_moment};
  again.down.sql = {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}{}", relation, name,
                                primary ? "PRIMARY KEY" : "UNIQUE", name,
                                deferrable == std::string::npos ? "" : constraint.before.substr(deferrable))};
  again.down.probe = has_constraint(relation, name);
  Step drop{
      .title = fmt::format("drop constraint {}; where rows written meanwhile are twice there, its way back says so",
                           constraint.object),
      .locks = for_a_moment};
  drop.up.sql = {fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", relation, name),
                 fmt::format("DROP INDEX IF EXISTS {}", index)};
  drop.down = build_index(index, judge::concurrently(definition->before));
  return {again, drop};
}

std::vector<Step> dropped_index(const Difference& index) {
  return {{.title = "drop index " + index.object,
           .locks = nobody_waits,
           .up = drop_index(index.object),
           .down = build_index(index.object, judge::concurrently(index.before))}};
}

}  // namespace

std::vector<Step> dropped_online(const Statement& statement) {
  auto& outcome = statement.outcome;
  auto& all = outcome.effects.catalog;
  std::vector<Step> steps;
  if (!meets_others(statement)) return dropped_over_partitions(statement);
  if (only(all, What::removed, {"index"})) {
    for (auto& one : all)
      if (one.kind == "index") std::ranges::move(dropped_index(one), std::back_inserter(steps));
    return steps;
  }
  if (only(all, What::removed, {"constraint", "index"})) {
    auto constraint = std::ranges::find(all, "constraint", &Difference::kind);
    if (std::ranges::count(all, "constraint", &Difference::kind) != 1) return {};
    auto [relation, name] = parted(constraint->object);
    if (constraint->before.starts_with("FOREIGN KEY") || constraint->before.starts_with("CHECK"))
      return dropped_constraint(relation, name, constraint->before);
    if (constraint->before.starts_with("UNIQUE") || constraint->before.starts_with("PRIMARY KEY"))
      return dropped_key(*constraint, all);
    return {};
  }
  // From 18 on a constraint goes with it.
  for (auto& one : all) {
    bool not_null = one.what == What::changed && one.field == "not_null" && one.after == "false";
    bool said_twice = one.kind == "constraint" && one.before.starts_with("NOT NULL");
    if (!not_null && !said_twice) return {};
    if (!not_null) continue;
    auto [relation, name] = parted(one.object);
    std::ranges::move(dropped_not_null(relation, name), std::back_inserter(steps));
  }
  return steps;
}

}  // namespace ante::ship
