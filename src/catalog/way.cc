// First everything gets the name that it has in the end; then what goes, goes, in the order of its making backwards;
// then what comes, comes, and what stays is altered, in the order of its making. Privileges, comments and what would
// fire for all this are the last.
#include "catalog/way.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/way_match.h"
#include "catalog/way_parts.h"
#include "catalog/way_renames.h"

namespace ante::catalog {
namespace {

// A sequence gives up the column that owns it, so that it stays where the column goes.
Steps free_sequences(const Plan& plan) {
  const auto before = by_name(plan.now.sequences);
  Steps steps;
  for (const auto& is : plan.to.sequences) {
    const auto was = before.find(is.name);
    if (was == before.end() || was->second->identity || !was->second->owned_by_table) continue;
    const bool stays_owned = is.owned_by_table == was->second->owned_by_table &&
                             is.owned_by_column == was->second->owned_by_column &&
                             plan.stays("table " + *is.owned_by_table) &&
                             !plan.remade_columns.contains(*is.owned_by_table + "." + *is.owned_by_column);
    if (!stays_owned && plan.stays("sequence " + is.name))
      steps.push_back({fmt::format("ALTER SEQUENCE {} OWNED BY NONE", is.name), "sequence " + is.name, ""});
  }
  return steps;
}

Steps alter_extensions(const Plan& plan, Names& cannot) {
  const auto before = by_name(plan.now.extensions);
  Steps steps;
  for (const auto& is : plan.to.extensions)
    if (const auto was = before.find(is.name); was != before.end() && plan.stays("extension " + is.name))
      append(steps, alter_extension(*was->second, is, cannot));
  return steps;
}

Steps make_event_triggers(const Plan& plan) {
  Steps steps;
  for (const auto& one : plan.to.others) {
    if (one.kind != "event trigger" || !plan.comes("other " + name_of(one))) continue;
    steps.push_back({one.definition, one.kind + " " + one.name, one.owner});
    for (const auto& alteration : one.alterations) steps.push_back({alteration, one.kind + " " + one.name, one.owner});
  }
  return steps;
}

void name_unfinished_indexes(const Plan& plan, Names& cannot) {
  for (const auto& one : plan.to.indexes) {
    const auto table = plan.after.tables.find(one.table);
    const bool partitioned = table != plan.after.tables.end() && table->second->kind == "partitioned";
    if (!one.valid && !partitioned && plan.comes("index " + one.name))
      cannot.push_back(
          fmt::format("index {}: it is what a failed CREATE INDEX CONCURRENTLY left behind, and no "
                      "statement makes that",
                      one.name));
  }
}

// There is no statement for some of what a catalog says, and only a superuser may write the catalog itself.
void leave_out_what_takes_a_superuser(Way& way) {
  std::erase_if(way.steps, [&](const WayStep& step) {
    if (!step.sql.starts_with("UPDATE pg_catalog.")) return false;
    way.cannot.push_back(fmt::format("{}: only a superuser can say of it: {}", step.object, step.sql));
    return true;
  });
}

}  // namespace

Way way(const Catalog& from, const Catalog& to, const WayOptions& options) {
  Way result;
  auto& steps = result.steps;
  const auto matched = matches(from, to, options);
  auto [renames, now] = renamed(from, to, matched, options);
  append(steps, std::move(renames));
  append(steps, leave_parents(now, to));

  const Plan plan(now, to);
  result.cannot = plan.cannot;
  append(steps, alter_owners(plan));
  append(steps, free_sequences(plan));
  append(steps, drop_what_goes(plan, false));
  append(steps, alter_extensions(plan, result.cannot));
  append(steps, make_and_alter(plan));
  append(steps, drop_what_goes(plan, true));
  name_unfinished_indexes(plan, result.cannot);

  append(steps, alter_privileges(plan));
  append(steps, alter_comments(plan, options.roles, false));
  append(steps, alter_default_privileges(plan));
  append(steps, make_event_triggers(plan));
  append(steps, alter_comments(plan, options.roles, true));
  if (options.roles) append(steps, drop_roles(now, to));
  if (!options.superuser) leave_out_what_takes_a_superuser(result);
  return result;
}

}  // namespace ante::catalog
