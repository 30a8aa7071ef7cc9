// For a backfill that is to go as fast as one UPDATE of all rows would.
//
// A batch leaves row versions behind that nobody sees any more, and entries of indexes that lead to them. Each time a
// page of an index is full, the next batch looks through it for such entries before it lets the page split, which takes
// longer than to write the rows; one UPDATE does no such thing, because to its own snapshot nothing is gone yet. So
// somebody holds a snapshot while the batches go on, for seconds at a time, as any longer query does: the pages split,
// as by one UPDATE, and what is left behind is cleaned away a little later.
#pragma once

#include <chrono>
#include <optional>

#include "pg/connection.h"

namespace ante::ship {

class HeldSnapshot {
 public:
  explicit HeldSnapshot(const pg::Target& target);
  // Between two batches: an old one is let go, and a new one taken. Where that cannot be, none is held.
  void renew();

 private:
  using Clock = std::chrono::steady_clock;
  std::optional<pg::Connection> session_;
  Clock::time_point until_{};
};

}  // namespace ante::ship
