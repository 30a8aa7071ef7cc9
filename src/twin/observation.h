// What can be seen of a statement's work: states of the database as small values, and the effects that lie between two
// of them. Nothing here knows what a statement means; it compares what the server says before and after.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "change/effects.h"
#include "pg/catalog_follower.h"
#include "twin/relation_names.h"

namespace ante::twin {

struct HeldLock {
  catalog::Oid relation = 0;
  std::string mode;
  auto operator<=>(const HeldLock&) const = default;
};
using HeldLocks = std::set<HeldLock>;

// The relation locks of one backend, granted and awaited, as a second session sees them.
Result<HeldLocks> locks_of(pg::Connection& observer, int backend);
// Adds to `locks` those that are in `after` and not in `before`, on relations that have a name here.
void add_new_locks(const HeldLocks& before, const HeldLocks& after, const RelationNames& names,
                   std::vector<change::Lock>& locks);

struct Stored {
  std::int64_t file = 0;   // file node
  std::int64_t scans = 0;  // how often it was read from end to end
  bool is_index = false;
  bool is_matview = false;
  catalog::Oid table = 0;
  std::string name;
};

struct State {
  std::map<catalog::Oid, Stored> relations;  // with storage: tables, materialized views, indexes, TOAST
  pg::Written catalog_writes;                // in this transaction, or ever
};

// All relations, as they were committed: for a second session.
Result<State> committed_state(pg::Connection& observer);
// Of the session's own transaction: what it has locked or read, uncommitted as it is. No transaction changes the file
// of what it has not locked. Leaves no lock or setting behind (a savepoint that is rolled back).
Result<State> state_inside(pg::Connection& session);

Result<pg::Written> written_inside(pg::Connection& session);
pg::Written written_between(const State& before, const State& after);

// The files of all relations when the transaction under way began.
class Files {
 public:
  explicit Files(const State& all);
  // What a transaction left behind that was committed.
  void take(const State& left);
  std::optional<std::int64_t> of(catalog::Oid relation) const;
  bool had(std::int64_t file) const { return files_.contains(file); }

 private:
  std::unordered_map<catalog::Oid, std::int64_t> of_relation_;
  std::unordered_set<std::int64_t> files_;
};

// Rewrites, scans, builds and emptied tables between two states of a transaction. `sizes` is a session that sees the
// later one.
Result<void> add_file_effects(const Files& files, const State& before, const State& after, const RelationNames& names,
                              pg::Connection& sizes, change::Effects& effects);

// Runs `read` on the session so that nothing of it stays: no lock, no setting, no error.
Result<void> in_savepoint(pg::Connection& session, const std::function<Result<void>()>& read);

}  // namespace ante::twin
