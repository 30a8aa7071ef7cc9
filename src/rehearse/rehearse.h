// Rehearses a change against a snapshot of production.
#pragma once

#include <optional>

#include "base/progress.h"
#include "pg/connection.h"
#include "rehearse/rehearsal.h"
#include "snapshot/query_files.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

// How the new version is started, to see whether it does.
struct Start {
  std::string command = {};  // a line for sh; "" for none
  Millis limit{60'000};
  bool stays = false;  // it goes on until it is ended: still running at the limit, it has started
};

// Queries of the version that comes with the change, and as whom it runs them.
struct NewVersion {
  std::vector<snapshot::WrittenQuery> queries = {};
  std::vector<std::string> not_read = {};
  std::string role = {};                                           // "" for the one with most of the traffic
  std::vector<std::pair<std::string, std::string>> settings = {};  // of its sessions
  Start boot = {};
};

struct Rehearsed {
  const snapshot::Snapshot& snapshot;
  std::string key;   // the snapshot's content hash
  std::string name;  // the snapshot, as shown to people
  std::string role;  // that runs the change; "" for the usual one
  NewVersion version = {};
  std::optional<pg::Target> data = {};  // a server with the rows, a replica, that may be asked about them
  int keys = 0;                         // of so many rows that do not keep to something it is asked for the keys, too
};

Result<Rehearsal> rehearse(const Rehearsed& what, const change::Change& change, Progress& progress);

}  // namespace ante::rehearse
