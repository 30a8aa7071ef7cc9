// What becomes of every object on the way from one catalog to another: whether it stays, is altered, goes, comes, or
// has to be made again because of what it needs. Names are those of the end: what was renamed is so already.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "catalog/ddl_writers.h"
#include "catalog/way.h"
#include "catalog/way_objects.h"

namespace ante::catalog {

using Steps = std::vector<WayStep>;

enum class Fate { same, altered, remade, gone, made };

struct Plan {
  Plan(const Catalog& now, const Catalog& to);

  const Catalog &now, &to;
  Lookup before, after;
  Objects objects_before, objects_after;
  std::map<Id, Fate> fates;
  std::set<Id> late;  // gone, but only after what uses it has changed
  // Of tables that stay, by their whole names. What is retyped is altered; what is remade goes and comes again.
  std::set<std::string> gone_columns, made_columns, retyped_columns, remade_columns;
  std::set<Id> after_joins;  // indexes of partitioned tables that a new partition must not have part in
  std::vector<std::string> cannot;

  Fate fate(const Id& id) const;
  bool stays(const Id& id) const { return fate(id) == Fate::same || fate(id) == Fate::altered; }
  bool goes(const Id& id) const { return fate(id) == Fate::gone || fate(id) == Fate::remade; }
  bool comes(const Id& id) const { return fate(id) == Fate::made || fate(id) == Fate::remade; }
};

// way_fates.cc: what each object's own fields say.
void decide_by_fields(Plan& plan);
// way_reach.cc: and what follows from what becomes of the others.
void decide_by_needs(Plan& plan);

// way_columns.cc
struct ColumnChanges {
  bool retyped = false, remade = false;
};
ColumnChanges column_changes(const Column& was, const Column& is, int version);

// way_types.cc
bool labels_can_follow(const Names& was, const Names& is);

// Indexes and constraints that differ in what can be altered.
std::string index_without_options(const std::string& definition);
struct Deferring {
  std::string definition;  // without what it says of it
  bool deferrable = false, deferred = false, not_valid = false;
};
Deferring deferring_of(std::string definition);
std::string function_header(const Function& function);  // all that CREATE OR REPLACE cannot replace

}  // namespace ante::catalog
