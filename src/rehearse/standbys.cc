#include "rehearse/standbys.h"

#include <cmath>
#include <map>
#include <set>

namespace ante::rehearse {
namespace {

struct SeenStandby {
  Standby standby;
  bool replays = false, first_in_line = false;
  double replayed = 0, least_behind = 0;
};

// One that is behind works as fast as it can; where it keeps pace all the same, somebody has told it to wait.
double fastest(const SeenStandby& seen, double written) {
  constexpr double really_behind = 16 << 20, a_tenth = 0.1;  // bytes: a file of WAL
  bool otherwise = std::abs(seen.replayed - written) > a_tenth * written;
  return seen.least_behind > really_behind && otherwise ? seen.replayed : 0;
}

}  // namespace

void find_standbys(const snapshot::Snapshot& snapshot, Rehearsal& rehearsal) {
  constexpr std::string_view standby = "standby ", slot = "slot ";
  std::map<std::string, SeenStandby> all;
  std::set<std::string> logical;  // who takes rows, and no WAL
  for (auto& figure : snapshot.figures) {
    if (figure.subject == "wal" && figure.name == "written_bytes_per_second") rehearsal.wal_a_second = figure.value;
    if (figure.subject.starts_with(slot) && figure.name == "type" && figure.text == "logical")
      logical.insert(figure.subject.substr(slot.size()));
    if (!figure.subject.starts_with(standby)) continue;
    auto& one = all[figure.subject.substr(standby.size())];
    if (figure.name == "replay_bytes_behind") one.replays = true;
    if (figure.name == "replay_lag_seconds") one.standby.lag_seconds = figure.value;
    if (figure.name == "replayed_bytes_per_second") one.replayed = figure.value;
    if (figure.name == "least_bytes_behind") one.least_behind = figure.value;
    if (figure.name == "sync_state") one.first_in_line = figure.text == "sync" || figure.text == "quorum";
  }
  bool commit_waits = false;
  for (auto& setting : snapshot.settings)
    if (setting.name == "synchronous_commit" && !setting.role && !setting.database)
      commit_waits = setting.value == "remote_apply";
  for (auto& [name, seen] : all) {
    if (!seen.replays || logical.contains(name)) continue;
    seen.standby.name = name;
    seen.standby.waited_for = seen.first_in_line && commit_waits;
    seen.standby.replays_a_second = fastest(seen, rehearsal.wal_a_second);
    rehearsal.standbys.push_back(seen.standby);
  }
}

}  // namespace ante::rehearse
