// Ticking clocks: keys that run out of values, sequences behind the rows, keys narrower than what they point to or
// without an index behind them, ages, indexes that nobody can use. Production's own, and those that the change winds
// up.
#pragma once

#include <map>

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"
#include "twin/lab.h"

namespace ante::rehearse {

// What the change leaves: the catalog, and what its tables hold in the lab without and with made-up rows.
struct Left {
  const catalog::Catalog& catalog;
  std::vector<twin::Drawn> on_empty = {}, on_rows = {};
  std::map<std::string, std::int64_t> moved = {};  // the next values of sequences that it moved
  std::vector<std::string> emptied = {};           // tables that it left without rows
};

std::vector<Clock> find_clocks(const snapshot::Snapshot& snapshot, const Left& left,
                               const std::vector<StatementOutcome>& statements);

}  // namespace ante::rehearse
