// What a statement does to a database. What it will do (predicted, in the lab) and what it did (observed, in
// production) are this same type, so that they can be compared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "catalog/difference.h"

namespace ante::change {

struct Lock {
  std::string relation;  // qualified name
  std::string kind;      // table, partitioned table, index, toast, view, sequence, …
  std::string mode;      // as pg_locks says it: AccessExclusiveLock
  // Whether a SELECT, or an INSERT, UPDATE or DELETE, must wait while it is held: the server was asked.
  bool stops_reads = false, stops_writes = false;
  bool operator==(const Lock&) const = default;
};

struct Effects {
  std::vector<Lock> locks = {};  // newly taken by this statement on objects that were there before the change
  std::vector<std::string> rewritten = {};  // tables whose file was replaced
  std::vector<std::string> scanned = {};    // tables read from end to end
  std::vector<std::string> built = {};      // indexes built anew
  std::vector<std::string> emptied = {};    // tables whose file was replaced by an empty one (TRUNCATE)
  std::vector<catalog::Difference> catalog = {};
  std::optional<Error> error = {};
  bool stopped = false;  // the error is ours: it went beyond a limit of the lab, and how it would have ended is open
  std::vector<std::string> notices = {};
  bool outside_transaction = false;         // cannot run in one
  std::optional<Millis> lock_timeout = {};  // how long it would have waited for a lock, by its timeouts; 0: without end
};

}  // namespace ante::change
