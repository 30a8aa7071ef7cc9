// Indexes and constraints of partitioned tables: made and taken away a partition at a time, and put together in a
// moment.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "judge/partition_ways.h"
#include "rehearse/definition.h"
#include "ship/lowered.h"

namespace ante::ship {
namespace {

using catalog::Difference;
using judge::PartitionWay;
using What = Difference::What;

// What a statement does to a partitioned table itself; what its partitions get by that is left out. Nothing where it is
// about tables that were not there before, or about none that is partitioned.
std::vector<Difference> of_the_whole(const Statement& statement, const judge::Partitions& partitions) {
  auto& all = statement.outcome.effects.catalog;
  auto& tables = statement.snapshot.catalog.tables;
  std::vector<Difference> own;
  for (auto& one : all) {
    auto table = std::ranges::find(tables, table_of(one), &catalog::Table::name);
    if (table == tables.end() || (table->kind != "table" && table->kind != "partitioned")) return {};
    // From 18 on NOT NULL is a constraint too; the column says it.
    if (partitions.follows(one, all) || (one.kind == "constraint" && (one.after + one.before).starts_with("NOT NULL")))
      continue;
    if (table->kind != "partitioned") return {};
    own.push_back(one);
  }
  return own;
}

struct Way {
  PartitionWay way;
  std::string what, probe;  // how it is called, and whether it is there
};

// A new index, key or foreign key, or one that goes; one index follows from a key.
std::optional<Way> way_of(const std::vector<Difference>& own, const judge::Partitions& partitions) {
  const auto constraint = std::ranges::find(own, "constraint", &Difference::kind);
  if (own.size() == 1 && own[0].kind == "index")
    return Way{partitions.to_index(own[0].object), "index " + own[0].object, is_index(own[0].object, "indisvalid")};
  if (constraint == own.end() || own.size() > 2) return std::nullopt;
  const auto [relation, name] = rehearse::parted(constraint->object);
  const auto& definition = constraint->after.empty() ? constraint->before : constraint->after;
  const auto what = "constraint " + constraint->object;
  if (definition.starts_with("FOREIGN KEY") && own.size() == 1)
    return Way{partitions.to_foreign_key(relation, name, definition), what, has_constraint(relation, name)};
  const auto index = rehearse::parted(relation).first + "." + name;
  const bool key = definition.starts_with("UNIQUE") || definition.starts_with("PRIMARY KEY");
  const bool with_its_index = own.size() == 2 && std::ranges::find(own, index, &Difference::object) != own.end();
  if (!key || !with_its_index) return std::nullopt;
  return Way{partitions.to_key(relation, name), what, is_index(index, "indisvalid")};
}

// A partition that has it already gives it to the whole, which would take it along when it goes.
bool takes_from_a_part(const PartitionWay& way, const catalog::Catalog& before) {
  return std::ranges::any_of(way.parts, [&](const judge::PartWay& part) {
    return std::ranges::find(before.indexes, part.index, &catalog::Index::name) != before.indexes.end() ||
           std::ranges::any_of(before.constraints, [&](const catalog::Constraint& one) {
             return one.relation == part.relation && one.name == part.constraint;
           });
  });
}

// One part of the way there, as a step's block.
Block block_of(const judge::PartWay& part) {
  if (!part.index.empty()) return build_index(part.index, part.sql);
  Block block{{part.sql}};
  if (!part.constraint.empty()) block.probe = has_constraint(part.relation, part.constraint);
  return block;
}

std::string title_of(const judge::PartWay& part) {
  return part.index.empty() ? one_line(part.sql, 120) : "build index " + part.index;
}

const char* locks_of(const judge::PartWay& part) { return part.constraint.empty() ? nobody_waits : for_a_moment; }

// What is attached to a whole cannot be taken from it again. So all that there is of it goes at once, when everything
// behind it was taken back; until then it stays, and is found again by who turns round.
std::vector<Step> made(const Way& one) {
  std::vector<Step> steps{
      {.title = "on the way back: drop " + one.what, .locks = for_a_moment, .down = {one.way.back}}};
  for (auto& part : one.way.parts)
    steps.push_back({.title = title_of(part), .locks = locks_of(part), .up = block_of(part)});
  if (one.way.whole.empty()) return steps;
  steps.push_back({.title = fmt::format("put together {}", one.what),
                   .locks = for_a_moment,
                   .up = {.sql = one.way.whole, .probe = one.probe}});
  return steps;
}

std::vector<Step> gone(const Way& one) {
  std::vector<Step> steps;
  if (!one.way.whole.empty())
    steps.push_back({.title = fmt::format("on the way back: put together {}", one.what),
                     .locks = for_a_moment,
                     .down = {.sql = one.way.whole, .probe = one.probe}});
  for (auto part = one.way.parts.rbegin(); part != one.way.parts.rend(); ++part)
    steps.push_back(
        {.title = "on the way back: " + title_of(*part), .locks = locks_of(*part), .down = block_of(*part)});
  steps.push_back({.title = "drop " + one.what, .locks = for_a_moment, .up = {one.way.back}});
  return steps;
}

}  // namespace

std::vector<Step> built_over_partitions(const Statement& statement) {
  const judge::Partitions partitions(statement.rehearsal.after);
  const auto own = partitions.known() ? of_the_whole(statement, partitions) : std::vector<Difference>{};
  if (own.empty()) return {};
  if (std::ranges::all_of(own, [](auto& one) { return one.what == What::added; }))
    if (const auto way = way_of(own, partitions);
        way && !way->way.empty() && !takes_from_a_part(way->way, statement.snapshot.catalog))
      return made(*way);
  // A CHECK and NOT NULL reach the partitions by themselves, and need not be valid at first.
  const bool reaches_down = std::ranges::all_of(own, [](auto& one) {
    return (one.what == What::added && one.kind == "constraint" && one.after.starts_with("CHECK")) ||
           (one.what == What::changed && one.kind == "column" && one.field == "not_null" && one.after == "true");
  });
  return reaches_down ? steps_of(judge::online_statements(statement.outcome, statement.rehearsal.after))
                      : std::vector<Step>{};
}

std::vector<Step> dropped_over_partitions(const Statement& statement) {
  const judge::Partitions partitions(statement.snapshot.catalog);
  const auto own = of_the_whole(statement, partitions);
  if (own.empty() || !std::ranges::all_of(own, [](auto& one) { return one.what == What::removed; })) return {};
  const auto way = way_of(own, partitions);
  return way && !way->way.empty() ? gone(*way) : std::vector<Step>{};
}

}  // namespace ante::ship
