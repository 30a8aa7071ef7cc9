#include "judge/remedies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rehearse/definition.h"

namespace ante::judge {
namespace {

using catalog::Difference;
using rehearse::parted;
using What = Difference::What;

const Difference* find(const std::vector<Difference>& differences, What what, std::string_view kind,
                       std::string_view object = {}) {
  for (auto& one : differences)
    if (one.what == what && one.kind == kind && (object.empty() || one.object == object)) return &one;
  return nullptr;
}

std::string concurrently(const std::string& definition) {
  auto at = definition.find(" INDEX ");
  return definition.substr(0, at) + " INDEX CONCURRENTLY " + definition.substr(at + 7);
}

std::vector<std::string> of_constraint(const Difference& constraint, const std::vector<Difference>& all) {
  auto [relation, name] = parted(constraint.object);
  if (constraint.after.starts_with("FOREIGN KEY") || constraint.after.starts_with("CHECK"))
    return {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID", relation, name, constraint.after),
            fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation, name)};
  auto schema = parted(relation).first;
  auto* index = find(all, What::added, "index", schema + "." + name);
  bool unique = constraint.after.starts_with("UNIQUE"), primary = constraint.after.starts_with("PRIMARY KEY");
  if (!index || (!unique && !primary) || contains(constraint.after, "WITHOUT OVERLAPS")) return {};
  auto deferrable = constraint.after.find(" DEFERRABLE");
  return {concurrently(index->after),
          fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}{}", relation, name,
                      unique ? "UNIQUE" : "PRIMARY KEY", name,
                      deferrable == std::string::npos ? "" : constraint.after.substr(deferrable))};
}

std::string first_word(std::string_view sql) {
  auto text = trim(sql);
  return lower(text.substr(0, std::min(text.find_first_of(" \t\n;"), text.size())));
}
bool begins(std::string_view sql) { return first_word(sql) == "begin" || first_word(sql) == "start"; }
bool ends(std::string_view sql) {
  auto word = first_word(sql);
  return word == "commit" || word == "end" || word == "rollback" || word == "abort";
}

std::vector<std::string> of_not_null(const Difference& column) {
  auto [relation, name] = parted(column.object);
  auto check = fmt::format("{}_is_given", name.starts_with('"') ? "column" : name);
  return {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", relation, check, name),
          fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation, check),
          fmt::format("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL", relation, name),
          fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", relation, check)};
}

}  // namespace

std::vector<std::string> online_way(const rehearse::StatementOutcome& statement) {
  auto& differences = statement.effects.catalog;
  // Partitioned tables refuse most of it: there the way leads over each partition.
  for (auto& lock : statement.effects.locks)
    if (lock.kind.starts_with("partitioned")) return {};
  std::vector<std::string> way;
  auto append = [&](std::vector<std::string> more) { way.insert(way.end(), more.begin(), more.end()); };
  bool whole = true;  // whether the way leads to all that the statement does
  for (auto& one : differences) {
    if (one.kind == "grant" || one.kind == "comment") continue;
    // From 18 on NOT NULL is a constraint too; the column says it.
    if (one.kind == "constraint" && one.after.starts_with("NOT NULL")) continue;
    if (one.what == What::added && one.kind == "constraint") {
      auto steps = of_constraint(one, differences);
      whole &= !steps.empty();
      append(std::move(steps));
    } else if (one.what == What::added && one.kind == "index") {
      auto [schema, name] = parted(one.object);
      bool of_a_constraint = std::ranges::any_of(differences, [&](auto& other) {
        return other.what == What::added && other.kind == "constraint" && parted(other.object).second == name;
      });
      if (!of_a_constraint) append({concurrently(one.after)});
    } else if (one.what == What::changed && one.kind == "column" && one.field == "not_null" && one.after == "true") {
      append(of_not_null(one));
    } else {
      whole = false;
    }
  }
  return whole ? way : std::vector<std::string>{};
}

std::optional<change::Change> with_remedies(const change::Change& change, const Verdict& verdict) {
  std::map<std::size_t, const std::vector<std::string>*> instead;  // of a statement, by its place
  for (auto& finding : verdict.findings)
    if (finding.replaces) instead[*finding.replaces] = &finding.remedy;
  if (instead.empty()) return {};
  auto mended = change;
  std::size_t place = 0;
  for (auto& migration : mended.migrations) {
    std::vector<change::Step> steps;
    bool open = false;  // a transaction that the script itself began
    for (auto& step : migration.steps) {
      auto found = instead.find(place++);
      if (found == instead.end()) {
        open = (open || begins(step.sql)) && !ends(step.sql);
        steps.push_back(std::move(step));
        continue;
      }
      migration.in_transaction = migration.transaction_assumed = false;
      auto add = [&](const std::string& sql) { steps.push_back({.sql = sql, .file = step.file, .line = step.line}); };
      if (open) add("COMMIT");
      for (auto& sql : *found->second) add(sql);
      if (open) add("BEGIN");
    }
    migration.steps = std::move(steps);
    migration.back.reset();
  }
  return mended;
}

void tell_trial(const rehearse::Trial& trial, Verdict& verdict) {
  for (auto& finding : verdict.findings) {
    if (!finding.replaces) continue;
    if (trial.leads_there) {
      finding.evidence.emplace_back("what is proposed was tried in the lab: it runs, and leads to the same schema");
      continue;
    }
    finding.remedy.clear();
    finding.replaces.reset();
    finding.advice = "do it in steps that let people go on; what seemed to be a way fails in the lab: " + trial.why_not;
  }
}

}  // namespace ante::judge
