// What did it, of all that could have; and what did not, each with its reason. A change speaks against itself by its
// time (an effect has its cause before it), by what it touched, and by how it would have done it. Where two speak alike
// nobody is named: the innocent have to be believed the next time.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "catalog/model.h"
#include "watch/growth.h"

namespace ante::watch {

// Somebody changed something, between two looks at it.
struct Change {
  std::int64_t number = 0;  // of its event
  double from = 0, to = 0;  // seconds since 1970
  enum class Kind { schema, queries, setting, statistics, mark, sessions, restart } kind = Kind::schema;
  std::string says = {};                                        // "index public.bill_buyer_idx removed, and 2 more"
  std::vector<std::string> by = {};                             // who did what of it, where it was written down
  std::set<std::string> relations = {};                         // that it touched
  std::set<std::string> closed = {};                            // those of which it took somebody's right
  std::vector<std::pair<std::string, std::string>> parts = {};  // a relation, and what became of it
  std::set<std::string> shapes = {};                            // queries that came with it
  // Of the schema, as far as they are remembered: as it was, and as it is since.
  std::shared_ptr<const catalog::Catalog> before = {}, after = {};
  // Of a setting: how queries are planned depends on it; or does, where it is that of the role that asks.
  bool is_planners = false, may_be_planners = false;
};

// What is wrong, as far as a cause can be told from it.
struct Trouble {
  std::string about;                     // "my_submissions" …
  double from = 0, to = 0;               // it began in between
  std::set<std::string> shapes = {};     // the queries that do more than they did
  std::set<std::string> relations = {};  // that they reach
  bool work_has_grown = false, has_new_queries = false;
  bool fails = false;  // it does not come to its end at all
  bool lacks_a_right = false;
  bool waits = false;       // for a lock
  bool runs_on = false;     // it is not known what it does, but it does not come to its end as it used to
  std::string how = {};     // "39 → 5,120 blocks a call"
  std::string within = {};  // that it is in the database: "a call takes 4.3 ms within the server, 0.1 before"
  const char* word() const { return fails ? "fails" : "is slow"; }
};

// How much it is, and how much it was in quiet times.
struct Beside {
  double now = 0, usual = 0;
};

// Of the machine on which the server is, where that is known: processors, and shares of the time in which somebody
// waits.
struct Machine {
  int processors = 0;
  double taken = 0;  // of them, by all
  Beside others;     // by what is not the server
  std::optional<Beside> waits_for_disk = {}, waits_for_memory = {};
  std::optional<double> memory_left = {};
};

// How everything else is, at the same time.
struct Surroundings {
  Overall overall;
  double round_trip = 0, usual_round_trip = 0;  // seconds
  int waiting_for_locks = 0;
  bool more_is_wrong = false;                 // than what is asked about, or was since it began
  std::vector<std::string> maintenance = {};  // VACUUM, ANALYZE that are at work
  std::optional<Machine> machine = {};
  std::optional<Beside> checkpoints = {};  // that somebody asked for before it was time, a minute
};

// Whom one would have blamed, and why not.
using Innocent = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  std::optional<Change> did_it;           // where it can be told
  std::vector<std::string> because = {};  // a sentence with a figure each
  std::vector<Change> perhaps = {};       // where it cannot: those who speak alike
  std::string from_outside = {};          // where no change did it, but what goes on around the database
  Innocent not_it = {};
};

Answer answer(const Trouble& trouble, const std::vector<Change>& changes, const Surroundings& around);

// Of all that goes on around the database.
Innocent innocent(const Trouble& trouble, const Surroundings& around);

std::string clock_time(double at);  // "12:04:31", UTC

}  // namespace ante::watch
