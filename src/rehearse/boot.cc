#include "rehearse/boot.h"

#include <fmt/format.h>

#include "base/text.h"
#include "rehearse/lab_after.h"
#include "twin/command.h"

namespace ante::rehearse {
namespace {

constexpr std::size_t most_refused = 3;

std::vector<std::string> refused_in(const pg::Overheard& overheard) {
  std::vector<std::string> refused;
  for (auto& exchange : overheard.exchanges)
    if (exchange.error && refused.size() < most_refused)
      refused.push_back(fmt::format("{} [{}]", one_line(exchange.refused, 160), one_line(exchange.error->what, 160)));
  return refused;
}

}  // namespace

Result<Boot> boot_to_try(const Rehearsed& what, const std::string& role_of_change) {
  auto role = TRY(role_of_application(what, role_of_change));
  return Boot{.command = twin::shown_command(what.version.boot.command), .role = role};
}

Result<void> boot_after(const Rehearsed& what, const change::Change& change, const twin::Base& base,
                        twin::LabTables tables, Rehearsal& into, Progress& progress) {
  auto& boot = *into.boot;
  auto after = TRY(lab_after(what, change, base, tables, into.role, boot.role, progress));
  if (!after) {
    into.not_looked_at.push_back(fmt::format("'{}': the change did not run to its end once more", boot.command));
    return {};
  }
  auto& lab = after->lab;
  auto& doubts = after->doubts;
  auto door = TRY(pg::Door::open(lab.cluster(), base.database, boot.role));
  progress.stage("starting the application");
  auto run = TRY(twin::run_beside(lab.cluster(), door, what.version.boot.command, what.version.boot.limit));
  auto overheard = door.close();
  boot.tried = true;
  boot.started = run.fine || (run.out_of_time && what.version.boot.stays);
  boot.out_of_time = run.out_of_time;
  boot.ended = run.ended;
  boot.output = std::move(run.output);
  boot.refused = refused_in(overheard);
  if (!overheard.turned_away.empty()) boot.refused.push_back(overheard.turned_away);
  if (boot.started)
    into.notes.push_back(fmt::format("after the change '{}' starts as {}: {}", boot.command, boot.role, boot.ended));
  if (boot.started && overheard.sessions.empty())
    into.not_looked_at.push_back(fmt::format("'{}' started, and never got into the private database", boot.command));
  if (!boot.started) boot.refused.insert(boot.refused.end(), doubts.begin(), doubts.end());
  return {};
}

}  // namespace ante::rehearse
