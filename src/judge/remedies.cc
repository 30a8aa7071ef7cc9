#include "judge/remedies.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "judge/partition_ways.h"
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

Steps of_constraint(const Difference& constraint, const std::vector<Difference>& all, const Partitions& partitions) {
  auto [relation, name] = parted(constraint.object);
  bool keeps_apart = constraint.after.starts_with("UNIQUE") || constraint.after.starts_with("PRIMARY KEY");
  if (partitions.is_partitioned(relation) && keeps_apart) return partitions.to_key(relation, name);
  if (partitions.is_partitioned(relation) && constraint.after.starts_with("FOREIGN KEY"))
    return partitions.to_foreign_key(relation, name, constraint.after);
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

Steps of_not_null(const Difference& column) {
  auto [relation, name] = parted(column.object);
  auto check = fmt::format("{}_is_given", name.starts_with('"') ? "column" : name);
  return {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", relation, check, name),
          fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation, check),
          fmt::format("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL", relation, name),
          fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", relation, check)};
}

// An index that a constraint brings along.
bool is_of_a_constraint(const Difference& index, const std::vector<Difference>& all) {
  auto name = parted(index.object).second;
  return std::ranges::any_of(all, [&](auto& other) {
    return other.what == What::added && other.kind == "constraint" && parted(other.object).second == name;
  });
}

}  // namespace

Steps online_way(const rehearse::StatementOutcome& statement, const catalog::Catalog& after) {
  auto& differences = statement.effects.catalog;
  Partitions partitions(after);
  // What the way would have to lead over is not known where the change does not run to its end.
  for (auto& lock : statement.effects.locks)
    if (lock.kind.starts_with("partitioned") && !partitions.known()) return {};
  Steps way;
  auto append = [&](const Steps& more) { way.insert(way.end(), more.begin(), more.end()); };
  bool whole = true;  // whether the way leads to all that the statement does
  for (auto& one : differences) {
    if (one.kind == "grant" || one.kind == "comment" || partitions.follows(one, differences)) continue;
    // From 18 on NOT NULL is a constraint too; the column says it.
    if (one.kind == "constraint" && one.after.starts_with("NOT NULL")) continue;
    Steps steps;
    if (one.what == What::added && one.kind == "constraint") {
      steps = of_constraint(one, differences, partitions);
    } else if (one.what == What::added && one.kind == "index") {
      bool of_a_whole = contains(one.after, " ON ONLY ");
      if (is_of_a_constraint(one, differences) && (partitions.known() || !of_a_whole)) continue;
      steps = of_a_whole ? partitions.to_index(one.object) : Steps{concurrently(one.after)};
    } else if (one.what == What::changed && one.kind == "column" && one.field == "not_null" && one.after == "true") {
      steps = of_not_null(one);
    }
    whole = whole && !steps.empty();
    append(steps);
  }
  return whole ? way : Steps{};
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
  // What builds CONCURRENTLY keeps nobody waiting, and a limit would end it while it waits for others.
  for (auto& [place, statements] : mend.instead)
    if (auto before = mend.before.find(place);
        before != mend.before.end() &&
        std::ranges::any_of(statements, [](auto& sql) { return contains(sql, " CONCURRENTLY "); }))
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
