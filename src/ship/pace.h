// How long a shipment waits, holds and tries; and what a test takes in hand: chance, and where it ends before its time.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/units.h"

namespace ante::ship {

struct Pace {
  Millis budget{500};            // nobody waits longer than this for a lock of ours
  Millis patience{600'000};      // for the lock of one step, over all tries
  Millis index_wait{3'600'000};  // what is built concurrently waits so long for transactions that were there before
  Millis lease{30'000};
  Millis kept{86'400'000};  // what is put aside
  // Of what is done in batches: how long one takes, of how many rows the first is, and the largest. Among others it
  // takes so little that whoever comes meanwhile hardly waits for it; but no less than a question's way there and back.
  Millis batch{200}, batch_among_others{2};
  std::int64_t first_batch = 1'000, largest_batch = 1'000'000;
  bool throttles = true;
  // Of the time. Who needs the server while a batch runs shares it with the batch; the less often, the less he notices.
  double works = 0.2;
  Millis replica_lag{10'000};  // a replica that is further behind is waited for
  Bytes wal_a_second = {};     // 0: as much as comes
  double dead_rows = 1.0;      // of the living; with more a vacuum gets its time
  std::uint32_t seed = 1;      // of the pauses between tries
  // Told of each point at which a runner may die. True: it is dead, and says and does nothing more.
  std::function<bool(std::string_view point)> dies_at = {};
};

}  // namespace ante::ship
