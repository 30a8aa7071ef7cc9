// How far a step in batches has come: a row of ante.backfill, written in the transaction of each batch.
#pragma once

#include <optional>

#include "ship/batches.h"

namespace ante::ship {

struct Position {
  std::string of;                        // what it is about: the numbers of the table and of the columns that are set
  Key at;                                // the last key that is done; empty at the beginning
  Key bound;                             // the greatest key that there was when it began
  std::int64_t walked = 0, changed = 0;  // rows that were looked at, and those that the statement changed
  std::int64_t total = 0;                // rows that there are, as the server estimates
  std::string since = {};                // when the last batch was written
  bool paused = false;                   // somebody wants it to rest
};

// Which columns the block sets, as the catalog numbers them: one that was dropped and added again is another one.
Result<std::string> columns_set_by(pg::Connection& connection, const Block& block);

// The table is made where there is none yet.
Result<void> make_positions(pg::Connection& connection);
Result<bool> has_positions(pg::Connection& connection);
Result<std::optional<Position>> position_of(pg::Connection& connection, std::int64_t change, int step);
Result<void> begin_position(pg::Connection& connection, std::int64_t change, int step, const Position& position);
// After a batch: where it stands now, and how much was added.
Result<void> move_position(pg::Connection& connection, std::int64_t change, int step, const Position& position);
Result<void> forget_position(pg::Connection& connection, std::int64_t change, int step);

}  // namespace ante::ship
