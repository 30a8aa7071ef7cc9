// One time through a drill: the traffic in peace, the change, and what people met from then on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "drill/confounder.h"
#include "drill/deed.h"
#include "drill/description.h"
#include "drill/system.h"
#include "drill/traffic.h"

namespace ante::drill {

struct Course {
  Deed change;                         // is done when peace is over; then the new version comes
  Deed undone = {};                    // what is done about it when the outage has lasted its time; empty: nothing
  std::filesystem::path back_to = {};  // the version that is brought back as that begins; "": none
  int outage = 0, recovery = 0;        // seconds
  bool in_a_hurry = false;             // they do as they did then, before they find out: their hotfix, the old version
  std::uint64_t seed = 1;
  std::string confounder = {};                           // what goes on beside it, from the new version on; "": nothing
  std::function<Result<void>()> before_the_deploy = {};  // at the end of peace; the traffic goes on meanwhile
  std::function<void(int second)> listen = {};           // again and again, from the first second to the last
};

// From one second to another.
struct Phase {
  int from = 0, to = 0;
  load::Met met = {};
  load::Users users = {};
  double processor = 0;  // how busy the server's processors were
};

// What went on beside the change.
struct Beside {
  std::string kind, words;
  Phase phase;
  Felt felt;
};

struct Moment {
  std::int64_t tried = 0, failed = 0;
  Histogram::Micros p50{0}, p99{0};
  double processor = 0;
};

struct Pass {
  Phase peace;
  Phase struck;   // from the change on, until they did something about it
  Phase hurried;  // the hotfix
  Phase undoing;  // until people were served again as on any day
  Phase recovered;
  bool served_again = false;
  Ran change, undo;
  std::optional<Beside> beside;
  std::string hotfix;  // what its start command said, where it failed
  std::vector<Moment> seconds;
  std::vector<OfEndpoint> endpoints;
  load::Audit audit;
  load::Own own;
};

Result<Pass> play(System& system, const Description& drill, const Course& course, Progress& progress);

}  // namespace ante::drill
