#include "judge/replicas.h"

#include <fmt/format.h>

#include <algorithm>

#include "judge/findings.h"

namespace ante::judge {
namespace {

// In the processor's time of recoveries on the machine that physics.h names: tables that were written again took 290 MB
// a second, indexes 670, rows that were updated 130.
constexpr double replay_byte = 1 / 200e6;

double replays_a_second(const rehearse::Standby& standby) {
  return standby.replays_a_second > 0 ? standby.replays_a_second : 1 / replay_byte;
}

}  // namespace

Lag lag_of(const rehearse::Standby& standby, double wal_a_second, const std::vector<Work>& works) {
  double wal = 0;
  for (auto& work : works) wal += work.wal;
  auto work = seconds_of(works);
  // It has to replay what the traffic writes all the same; a tenth at least is left for this.
  auto fastest = replays_a_second(standby);
  auto replay = wal / std::max(fastest - wal_a_second, fastest / 10);
  auto behind = [&](double replays, double writes) { return standby.lag_seconds + std::max(0.0, replays - writes); };
  return {behind(replay / 2, work.most()), behind(replay, work.middle), behind(replay * 2, work.least())};
}

std::vector<std::string> lags_told(const rehearse::Rehearsal& rehearsal, const std::vector<Work>& works) {
  std::vector<std::string> lines;
  for (auto& standby : rehearsal.standbys) {
    auto lag = lag_of(standby, rehearsal.wal_a_second, works);
    constexpr double worth_a_word = 1;  // seconds more than today
    if (lag.most - standby.lag_seconds < worth_a_word) continue;
    auto rate = replays_a_second(standby) / 1e6;
    lines.push_back(fmt::format(
        "standby {} is then about {:.0f} s behind ({:.0f} to {:.0f}), at {:.0f} MB a second, {}{}{}", standby.name,
        lag.middle, lag.least, lag.most, rate,
        standby.replays_a_second > 0 ? "as fast as it was seen to replay"
                                     : fmt::format("what {} replay", machine_of_the_rates),
        standby.lag_seconds >= worth_a_word ? fmt::format("; {:.0f} s of it today", standby.lag_seconds) : "",
        standby.waited_for ? "; every COMMIT waits for it" : ""));
  }
  return lines;
}

// Where a finding about the statement has it already, it is not said twice.
void add_replicas(Case& found) {
  for (std::size_t i = 0; i < found.works.size(); ++i) {
    auto worst = std::ranges::max_element(found.rehearsal.standbys, {}, [&](auto& standby) {
      return lag_of(standby, found.rehearsal.wal_a_second, found.works[i]).middle - standby.lag_seconds;
    });
    if (worst == found.rehearsal.standbys.end()) continue;
    auto lag = lag_of(*worst, found.rehearsal.wal_a_second, found.works[i]);
    auto lines = lags_told(found.rehearsal, found.works[i]);
    auto place = place_of(found.rehearsal.statements[i]);
    bool said = std::ranges::any_of(found.findings, [&](auto& finding) {
      return finding.place == place && std::ranges::any_of(finding.evidence, [&](auto& line) {
               return std::ranges::find(lines, line) != lines.end();
             });
    });
    if (said || lines.empty() || lag.middle - worst->lag_seconds < found.policy.standby_lag_worth_a_word) continue;
    auto finding = found.at(i, "standby-lags", Weight::warns);
    finding.says = "Who reads from a standby sees rows that are old until it has replayed this";
    finding.evidence = std::move(lines);
    finding.advice =
        "at an hour when few read from it; several such statements not at once, but each when the one before "
        "has been replayed";
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace ante::judge
