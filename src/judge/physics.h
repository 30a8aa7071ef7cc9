// How long the server works: from bytes and rows, at the rates of one named machine. Seconds are the softest of all
// that is said about a change, and always come with an interval; bench/physics holds them against measured ones.
#pragma once

#include <string>
#include <vector>

#include "base/units.h"
#include "rehearse/rehearsal.h"

namespace ante::judge {

inline constexpr const char* machine_of_the_rates = "two cores of a shared virtual machine";

// Nine of ten are within half and twice of it.
struct Seconds {
  double middle = 0;
  double least() const { return middle / 2; }
  double most() const { return middle * 2; }
};
std::string human(Seconds seconds);  // about 3 s (1.5 to 6)

struct Work {
  enum class Kind { reads, writes_again, builds, changes_rows } kind;
  std::string table;  // or, of an index that is built, the index
  double rows = 0;
  Bytes size = {};
  double seconds = 0;
  double wal = 0, disk = 0;  // bytes that it writes for standbys and recovery, and that it takes before it is done
};

// What a statement's effects are at production's size; what is not there in production is no work.
std::vector<Work> works_of(const rehearse::StatementOutcome& statement, const rehearse::Rehearsal& rehearsal);
Seconds seconds_of(const std::vector<Work>& works);
// What most of it is for: a table that is written again gets its indexes anew, which may take longer; else the
// heaviest. nullptr where there is none.
const Work* heaviest(const std::vector<Work>& works);

}  // namespace ante::judge
