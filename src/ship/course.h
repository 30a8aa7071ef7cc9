// The course of a folder's pending migrations: what runs whole or not at all, one after the other, and the catalog
// after each. Where a run was cut short, the database stands at one of these, and one can see at which.
#pragma once

#include "base/progress.h"
#include "change/change.h"
#include "twin/lab.h"

namespace ante::ship {

// A statement on its own, or the statements of a transaction.
struct Unit {
  std::vector<change::Step> steps = {};
  std::size_t migration = 0;  // of the pending ones
  bool in_transaction = false;
  bool setting = false;  // for the rest of its session: nothing stays of it
  bool silent = false;   // the catalog does not show whether it has run: it writes rows, or nothing at all
  // Of its migration, as change::Migration has them.
  bool repeated = false, ran_otherwise = false, not_begun = false;
};

struct Course {
  std::vector<Unit> units = {};
  std::vector<catalog::Catalog> stands = {};  // before the first unit, and after each

  // What is made by a text that ran before with other words: how it looks before it runs anew is not known here.
  std::vector<std::string> made_otherwise = {};

  const catalog::Catalog& before() const { return stands.front(); }
  const catalog::Catalog& after() const { return stands.back(); }
  // The units from here on have not run, as the tool's ledger proves.
  std::size_t not_begun() const;
};

// `lab` has nothing in it yet. `shown` is what errors call the folder.
Result<Course> run_course(twin::Lab& lab, const change::Change& applied, const change::Change& pending,
                          const std::string& shown, Progress& progress);

// Which units have run, as the catalog shows: `ran` of them surely, and up to `may_have_run`, if what neither the
// catalog nor the tool's ledger tells has run too. Nothing where the database stands nowhere on the course, or in two
// places.
struct Place {
  std::size_t ran = 0, may_have_run = 0;
  bool by_hand = false;  // units have run of which the ledger says that they have not: it proves nothing then
};
std::optional<Place> place_on(const Course& course, const catalog::Catalog& now);

}  // namespace ante::ship
