// Watches a database until it is told to stop: looks every second, at what is counted every ten, at the schema every
// five. A connection that is lost is made again, and what was missed is said.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "base/units.h"
#include "pg/connection.h"
#include "watch/watcher.h"

namespace ante::watch {

struct Pace {
  Millis look{1'000}, count{10'000}, count_in_doubt{3'000}, schema{5'000}, limits{60'000};
  std::optional<Millis> lasts = {};  // else until it is interrupted
};

// What is known when it begins.
struct Beginning {
  double at = 0;  // seconds since 1970
  std::string database;
  bool is_blind = false;              // what others do cannot be seen by this role
  bool counts_statements = false;     // pg_stat_statements is there
  std::string log = {}, no_log = {};  // where the server's log is read, or why it is not
};

// Where what is seen goes. Events come in the order in which they became known.
struct Sinks {
  std::function<Result<void>(const Beginning&)> begins = {};
  std::function<Result<void>(Watcher::Events& events)> events = {};
  std::function<Result<void>(const Moment& moment)> moment = {};
  std::function<Result<void>(const std::vector<Limit>& limits, double at)> limits = {};
  // What could be tried on a ghost, which takes a while; and what came of what was.
  std::function<void(const Toggle& toggle)> tries = {};
  std::function<std::vector<Toggled>()> tried = {};
  // Where people's marks come from: those since the last call.
  std::function<Result<std::vector<incident::Event>>()> marks = {};
  std::function<Result<void>(const Interval& interval, const Watcher::TextOf& text_of)> interval = {};
};

struct Watched {
  std::vector<std::string> troubles;  // that are there at the end
  bool is_blind = false;
};

// `log` is the server's, or the folder that it is in; where none is named, the server is asked.
Result<Watched> watch(const pg::Target& target, const Pace& pace, const Sinks& sinks,
                      const std::filesystem::path& log = {});

}  // namespace ante::watch
