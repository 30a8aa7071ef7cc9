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
using Ways = std::vector<OnlineStatement>;

const Difference* find(const std::vector<Difference>& differences, What what, std::string_view kind,
                       std::string_view object = {}) {
  for (auto& one : differences)
    if (one.what == what && one.kind == kind && (object.empty() || one.object == object)) return &one;
  return nullptr;
}

// Over a partitioned table; what takes these back is not said.
Ways plain(const std::vector<std::string>& statements) {
  Ways ways;
  for (auto& sql : statements) ways.push_back({sql});
  return ways;
}

// A constraint that rests on an index takes it along when it goes.
Ways of_constraint(const Difference& constraint, const std::vector<Difference>& all, const Partitions& partitions) {
  auto [relation, name] = parted(constraint.object);
  bool unique = constraint.after.starts_with("UNIQUE"), primary = constraint.after.starts_with("PRIMARY KEY");
  bool foreign = constraint.after.starts_with("FOREIGN KEY");
  if (partitions.is_partitioned(relation) && (unique || primary))
    return plain(partitions.to_key(relation, name).statements());
  if (partitions.is_partitioned(relation) && foreign)
    return plain(partitions.to_foreign_key(relation, name, constraint.after).statements());
  auto drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", relation, name);
  if (foreign || constraint.after.starts_with("CHECK"))
    return {{fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID", relation, name, constraint.after), drop},
            {fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation, name)}};
  auto index_name = parted(relation).first + "." + name;
  auto* index = find(all, What::added, "index", index_name);
  if (!index || (!unique && !primary) || contains(constraint.after, "WITHOUT OVERLAPS")) return {};
  auto deferrable = constraint.after.find(" DEFERRABLE");
  return {{concurrently(index->after), "DROP INDEX CONCURRENTLY IF EXISTS " + index_name, index_name},
          {fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}{}", relation, name,
                       unique ? "UNIQUE" : "PRIMARY KEY", name,
                       deferrable == std::string::npos ? "" : constraint.after.substr(deferrable)),
           drop, "", relation, name}};
}

Ways of_not_null(const Difference& column) {
  auto [relation, name] = parted(column.object);
  auto check = fmt::format("{}_is_given", name.starts_with('"') ? "column" : name);
  return {{fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", relation, check, name),
           fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", relation, check)},
          {fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation, check)},
          {fmt::format("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL", relation, name),
           fmt::format("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL", relation, name)},
          {fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", relation, check)}};
}

// An index that a constraint brings along.
bool is_of_a_constraint(const Difference& index, const std::vector<Difference>& all) {
  auto name = parted(index.object).second;
  return std::ranges::any_of(all, [&](auto& other) {
    return other.what == What::added && other.kind == "constraint" && parted(other.object).second == name;
  });
}

Ways of_index(const Difference& index) {
  return {{concurrently(index.after), "DROP INDEX CONCURRENTLY IF EXISTS " + index.object, index.object}};
}

}  // namespace

std::vector<OnlineStatement> online_statements(const rehearse::StatementOutcome& statement,
                                               const catalog::Catalog& after) {
  auto& differences = statement.effects.catalog;
  Partitions partitions(after);
  // What the way would have to lead over is not known where the change does not run to its end.
  for (auto& lock : statement.effects.locks)
    if (lock.kind.starts_with("partitioned") && !partitions.known()) return {};
  Ways way;
  bool whole = true;  // whether the way leads to all that the statement does
  for (auto& one : differences) {
    if (one.kind == "grant" || one.kind == "comment" || partitions.follows(one, differences)) continue;
    // From 18 on NOT NULL is a constraint too; the column says it.
    if (one.kind == "constraint" && one.after.starts_with("NOT NULL")) continue;
    Ways steps;
    if (one.what == What::added && one.kind == "constraint") {
      steps = of_constraint(one, differences, partitions);
    } else if (one.what == What::added && one.kind == "index") {
      bool of_a_whole = contains(one.after, " ON ONLY ");
      if (is_of_a_constraint(one, differences) && (partitions.known() || !of_a_whole)) continue;
      steps = of_a_whole ? plain(partitions.to_index(one.object).statements()) : of_index(one);
    } else if (one.what == What::changed && one.kind == "column" && one.field == "not_null" && one.after == "true") {
      steps = of_not_null(one);
    }
    whole = whole && !steps.empty();
    std::ranges::move(steps, std::back_inserter(way));
  }
  return whole ? way : Ways{};
}

std::vector<std::string> online_way(const rehearse::StatementOutcome& statement, const catalog::Catalog& after) {
  std::vector<std::string> way;
  for (auto& one : online_statements(statement, after)) way.push_back(std::move(one.sql));
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
