// The ways of single statements: each gives the steps that stand in a statement's place, or none where it is not its
// business.
#pragma once

#include <set>

#include "judge/remedies.h"
#include "rehearse/rehearsal.h"
#include "ship/plan.h"
#include "snapshot/snapshot.h"

namespace ante::ship {

struct Statement {
  const rehearse::StatementOutcome& outcome;
  const snapshot::Snapshot& snapshot;
  std::string tag;  // of what it puts aside: the same for the same change
  const rehearse::Rehearsal& rehearsal;
  std::set<std::string> added = {};  // columns that the change has made before: "public.orders.total"
};

// New indexes, constraints and NOT NULL on tables that were there before.
std::vector<Step> built_online(const Statement& statement);
// DROP INDEX, DROP CONSTRAINT, DROP NOT NULL: what goes is built again by a way that holds nobody up either.
std::vector<Step> dropped_online(const Statement& statement);
// DROP TABLE and DROP COLUMN: kept with all their data, out of the application's sight. `why_not` is set where the
// statement drops one and it cannot be kept.
std::vector<Step> put_aside(const Statement& statement, std::string& why_not);

// The same over partitioned tables, which go a partition at a time.
std::vector<Step> built_over_partitions(const Statement& statement);
std::vector<Step> dropped_over_partitions(const Statement& statement);

// What a step holds meanwhile, for people.
inline constexpr const char* nobody_waits = "ShareUpdateExclusiveLock: nobody who reads or writes waits";
inline constexpr const char* for_a_moment = "AccessExclusiveLock for a moment: nothing is read or written under it";

// Blocks that these are made of.
std::vector<Step> steps_of(const std::vector<judge::OnlineStatement>& way);
Block build_index(const std::string& index, const std::string& definition);
Block drop_index(const std::string& index);
// Probes.
std::string is_index(const std::string& index, std::string_view what);  // "indisvalid"
std::string has_constraint(const std::string& relation, const std::string& name);
// The table that a difference is about; "" where it is about none.
std::string table_of(const catalog::Difference& one);
// Whether it is about plain tables that were there before the change, so that somebody could wait.
bool meets_others(const Statement& statement);
// A constraint that goes, of a table that is there before; its way back adds it unvalidated, and then validates it.
std::vector<Step> dropped_constraint(const std::string& relation, const std::string& name,
                                     const std::string& definition);
std::vector<Step> dropped_not_null(const std::string& relation, const std::string& column);

}  // namespace ante::ship
