// What the way is made of: each function writes the steps of one part of it.
#pragma once

#include <set>
#include <string>

#include "catalog/way_plan.h"

namespace ante::catalog {

void append(Steps& steps, Steps more);
void append(Steps& steps, const Statements& statements);

std::string alter(const Table& table, bool only = false);  // "ALTER TABLE ONLY public.task "
std::string word_for(const Table& table);                  // "MATERIALIZED VIEW"
// SET and RESET, as they follow ALTER … : options that are other than before, and those that are gone.
Names option_changes(const Names& was, const Names& is, std::string_view prefix = {});
// ADD, SET and DROP, as they stand in OPTIONS (…).
std::string fdw_option_changes(const Names& was, const Names& is);

// way_parents.cc: children that leave their parents do it before all else, and take what they had from them along.
Steps leave_parents(Catalog& now, const Catalog& to);
Steps join_parents(const Plan& plan);

// way_casts.cc
std::string using_clause(const Plan& plan, const Column& was, const Column& is);  // " USING …", or ""
bool narrows(const std::string& was, const std::string& is);                      // whether values may not fit

// way_columns.cc
std::string first_of_its_parents(const Plan& plan, const Table& table, const std::string& column);  // "" for none
struct ColumnWriter {
  const Plan& plan;
  std::set<Id> apart;                // defaults that have a place of their own in the order
  std::set<std::string> freed = {};  // columns of partitions whose NOT NULL went with their parent's
  Steps alter_columns(const Table& was, const Table& is);
};

// way_drops.cc
Steps drop_what_goes(const Plan& plan, bool late);
// way_making.cc
Steps make_and_alter(const Plan& plan);

// way_tables.cc, way_types.cc, way_code.cc: what becomes of one object that stays.
Steps alter_table(const Table& was, const Table& is);
Steps alter_index(const Index& was, const Index& is, const Table& table, bool another_is_clustered);
Steps alter_constraint(const Constraint& was, const Constraint& is, std::string_view alter);
Steps alter_type(const Plan& plan, const Type& was, const Type& is);
Steps alter_sequence(const Sequence& was, const Sequence& is);
Steps alter_trigger(const Trigger& was, const Trigger& is, const Table& table);
Steps alter_rule(const Rule& was, const Rule& is, const Table& table);
Steps alter_policy(const Policy& was, const Policy& is);
Steps alter_statistics(const ExtendedStatistics& was, const ExtendedStatistics& is);
Steps alter_extension(const Extension& was, const Extension& is, Names& cannot);

// way_owners.cc
Steps alter_owners(const Plan& plan);
// way_roles.cc
Steps make_roles(const Catalog& now, const Catalog& to);
Steps drop_roles(const Catalog& now, const Catalog& to);
// way_privileges.cc
Steps alter_privileges(const Plan& plan);
Steps alter_default_privileges(const Plan& plan);
// way_comments.cc
Steps alter_comments(const Plan& plan, bool roles, bool of_event_triggers);

}  // namespace ante::catalog
