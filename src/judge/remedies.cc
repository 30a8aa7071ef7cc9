#include "judge/remedies.h"

#include <fmt/format.h>

#include <algorithm>

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

// A constraint that rests on an index takes it along when it goes.
std::vector<OnlineStatement> of_constraint(const Difference& constraint, const std::vector<Difference>& all) {
  auto [relation, name] = parted(constraint.object);
  auto drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", relation, name);
  if (constraint.after.starts_with("FOREIGN KEY") || constraint.after.starts_with("CHECK"))
    return {{fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID", relation, name, constraint.after), drop},
            {fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation, name)}};
  auto index_name = parted(relation).first + "." + name;
  auto* index = find(all, What::added, "index", index_name);
  bool unique = constraint.after.starts_with("UNIQUE"), primary = constraint.after.starts_with("PRIMARY KEY");
  if (!index || (!unique && !primary) || contains(constraint.after, "WITHOUT OVERLAPS")) return {};
  auto deferrable = constraint.after.find(" DEFERRABLE");
  return {{concurrently(index->after), "DROP INDEX CONCURRENTLY IF EXISTS " + index_name, index_name},
          {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}{}", relation, name,
                       unique ? "UNIQUE" : "PRIMARY KEY", name,
                       deferrable == std::string::npos ? "" : constraint.after.substr(deferrable)),
           drop, "", relation, name}};
}

std::vector<OnlineStatement> of_not_null(const Difference& column) {
  auto [relation, name] = parted(column.object);
  auto check = fmt::format("{}_is_given", name.starts_with('"') ? "column" : name);
  return {{fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", relation, check, name),
           fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", relation, check)},
          {fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation, check)},
          {fmt::format("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL", relation, name),
           fmt::format("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL", relation, name)},
          {fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", relation, check)}};
}

}  // namespace

std::string concurrently(const std::string& definition) {
  auto at = definition.find(" INDEX ");
  return definition.substr(0, at) + " INDEX CONCURRENTLY " + definition.substr(at + 7);
}

std::vector<OnlineStatement> online_statements(const rehearse::StatementOutcome& statement) {
  auto& differences = statement.effects.catalog;
  // Partitioned tables refuse most of it: there the way leads over each partition.
  for (auto& lock : statement.effects.locks)
    if (lock.kind.starts_with("partitioned")) return {};
  std::vector<OnlineStatement> way;
  auto append = [&](std::vector<OnlineStatement> more) { way.insert(way.end(), more.begin(), more.end()); };
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
      auto name = parted(one.object).second;
      bool of_a_constraint = std::ranges::any_of(differences, [&](auto& other) {
        return other.what == What::added && other.kind == "constraint" && parted(other.object).second == name;
      });
      if (!of_a_constraint)
        append({{concurrently(one.after), "DROP INDEX CONCURRENTLY IF EXISTS " + one.object, one.object}});
    } else if (one.what == What::changed && one.kind == "column" && one.field == "not_null" && one.after == "true") {
      append(of_not_null(one));
    } else {
      whole = false;
    }
  }
  return whole ? way : std::vector<OnlineStatement>{};
}

std::vector<std::string> online_way(const rehearse::StatementOutcome& statement) {
  std::vector<std::string> way;
  for (auto& one : online_statements(statement)) way.push_back(one.sql);
  return way;
}

change::Mend remedies_of(const Verdict& verdict) {
  change::Mend mend;
  for (auto& finding : verdict.findings) {
    auto& remedy = finding.remedy;
    switch (finding.stands) {
      case Stands::by_hand:
        break;
      case Stands::before:
        mend.before[finding.of].insert(mend.before[finding.of].end(), remedy.begin(), remedy.end());
        break;
      case Stands::instead:
        mend.instead[finding.of] = remedy;
        break;
      case Stands::apart:
        mend.apart.insert(finding.of);
        break;
      case Stands::behind:
        for (auto& sql : remedy)
          if (std::ranges::find(mend.behind, sql) == mend.behind.end()) mend.behind.push_back(sql);
        break;
    }
  }
  // What stands in its place waits for nobody.
  for (auto& [place, statements] : mend.instead)
    if (auto before = mend.before.find(place); before != mend.before.end())
      std::erase_if(before->second, [](auto& sql) { return sql.starts_with("SET lock_timeout"); });
  return mend;
}

void tell_trial(const rehearse::Trial& trial, Verdict& verdict) {
  for (auto& finding : verdict.findings) {
    if (finding.stands != Stands::instead) continue;
    if (trial.leads_there) {
      finding.evidence.emplace_back("what is proposed was tried in the lab: it runs, and leads to the same schema");
      continue;
    }
    finding.remedy.clear();
    finding.stands = Stands::by_hand;
    finding.advice = "do it in steps that let people go on; what seemed to be a way fails in the lab: " + trial.why_not;
  }
}

}  // namespace ante::judge
