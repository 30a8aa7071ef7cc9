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
  std::vector<std::string> drops = {};   // what holds no rows and goes: "view public.totals"
  std::vector<std::string> cannot = {};  // what nothing leads over
  // Statements whose rows the repair does not look after: those of which neither the catalog nor the ledger tells
  // whether they ran are not run again; on the way back, what they wrote stays; another way than theirs leaves them
  // out.
  std::vector<std::string> unseen = {};
  enum class Goes { on, back, another_way };  // on: it is what was left of the migrations' own statements
  Goes goes = Goes::another_way;
  bool empty() const;
};

// Why the statements in `unseen` are not looked after, and what to do about it: the beginning of a sentence that ends
// with the statement.
std::string why_unseen(const Repair& repair);

// Where the file of a step is, when it is of none: what was left behind goes first.
inline constexpr const char* left_behind = "left behind";

struct ToRepair {
  const catalog::Catalog& now;     // without the tools' own, strangers and leftovers
  const catalog::Catalog& target;  // with the privileges of `now`
  std::vector<std::string> leftovers = {};
  std::string role = {};  // that runs it, as SQL writes it
  std::string name = {};  // another one each time: what is put aside is named for it
  // Of the database that `target` was read in, with the names of `now`.
  std::vector<const catalog::Catalog*> namesakes = {};
};

Repair way_there(const ToRepair& what, bool same_database);
// What is left of the pending migrations, from where the database stands.
Repair rest_of(const ToRepair& what, const Course& course, const Place& place, const change::Change& pending);
// What of the pending migrations the catalog does not tell, when it is left by another way.
std::vector<std::string> unseen_of(const Course& course, const std::optional<Place>& place, bool back);

}  // namespace ante::ship
