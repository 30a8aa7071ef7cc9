// From the schema that a database has to the one that it should have: what has to be run, as a change like any other.
// Where a run was cut short, what is left of its statements is run; otherwise, and on the way back, the way from the
// one catalog to the other.
#pragma once

#include <string>
#include <vector>

#include "catalog/model.h"
#include "change/change.h"
#include "ship/course.h"

namespace ante::ship {

struct Repair {
  change::Change change = {};
  std::vector<std::string> loses = {};   // what its way destroys of rows and values
  std::vector<std::string> cannot = {};  // what nothing leads over
  // What the catalog does not tell: statements that may have run or not, and are not run again; and what statements
  // wrote that are taken back.
  std::vector<std::string> unseen = {};
  bool goes_on = false;  // it is what was left of the migrations' own statements
  bool empty() const;
};

// Where the file of a step is, when it is of none: what was left behind goes first.
inline constexpr const char* left_behind = "left behind";

struct ToRepair {
  const catalog::Catalog& now;     // without the tools' own, strangers and leftovers
  const catalog::Catalog& target;  // with the privileges of `now`
  std::vector<std::string> leftovers = {};
  std::string role = {};  // that runs it, as SQL writes it
  std::string name = {};  // another one each time: what is put aside is named for it
};

Repair way_there(const ToRepair& what, bool same_database);
// What is left of the pending migrations, from where the database stands.
Repair rest_of(const ToRepair& what, const Course& course, const Place& place, const change::Change& pending);
// What of the pending migrations the catalog does not tell, when it is left by another way.
std::vector<std::string> unseen_of(const Course& course, const std::optional<Place>& place, bool back);

}  // namespace ante::ship
