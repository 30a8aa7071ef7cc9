// Ships a plan, and takes it back: from wherever the journal says that it stands, so that a run that was cut short is
// gone on with by calling the same again.
#pragma once

#include <filesystem>
#include <functional>

#include "base/progress.h"
#include "ship/pace.h"
#include "ship/plan.h"
#include "ship/session.h"

namespace ante::ship {

// Called when nothing stands against a change any more, before its first step or that of its way back: an error ends
// it.
using Beforehand = std::function<Result<void>(const Plan& plan)>;

struct Shipment {
  std::string plan_text;  // as it is kept in the journal
  // Why it is shipped although something stands against it, a schema that is not the one that the plan starts from
  // included; "" where nothing does.
  std::string override_reason = {};
  std::filesystem::path undo_folder = {};  // where the script for psql is written too; "" for nowhere
  Beforehand beforehand = {};
};

struct Shipped {
  std::int64_t change = 0;
  int steps_run = 0;
  bool was_so_already = false;
  std::string name, keep_until = {};  // "" where nothing was put aside
  std::filesystem::path undo_file = {};
  std::vector<std::string> loses = {};  // of what was taken back: what did not come back
};

Result<Shipped> apply(const pg::Target& target, const Plan& plan, const Shipment& shipment, const Pace& pace,
                      Progress& progress);
// What was put aside by changes that stand, and whose time is over; or, the oldest first, what all that is kept takes
// beyond `at_most`. How many changes it was: they cannot be taken back after that.
Result<int> drop_kept(const pg::Target& target, const Pace& pace, Progress& progress,
                      std::optional<Bytes> at_most = std::nullopt);
// The latest change that is not taken back.
Result<Shipped> undo(const pg::Target& target, const Pace& pace, Progress& progress, const Beforehand& beforehand = {});

}  // namespace ante::ship
