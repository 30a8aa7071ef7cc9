// What runs out: connections, transaction numbers, sequences, disk that a forgotten replication slot holds on to; and
// what somebody forgot. Nothing is wrong yet; it will be.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pg/connection.h"

namespace ante::watch {

struct Limit {
  std::string about;                     // "sequence public.bill_id_seq"
  double share = 0;                      // of what there is
  std::string says;                      // "has given out 1900000000 of 2147483647 numbers"
  std::string remedy;                    // what to do
  double warned_at = 1, calm_below = 1;  // shares
  bool is_level = false;                 // it fills up; false: somebody forgot it
};
struct Limits {
  std::vector<Limit> limits;
  std::vector<std::pair<std::string, std::string>> not_seen;  // what, and why
};
Result<Limits> read_limits(pg::Connection& connection);

}  // namespace ante::watch
