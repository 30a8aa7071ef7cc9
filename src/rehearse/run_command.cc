#include "rehearse/run_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "twin/command.h"
#include "twin/lab.h"
#include "twin/ledgers.h"
#include "twin/recording.h"

namespace ante::rehearse {
namespace {

constexpr std::size_t most_named = 5;  // statements in an error

std::string indented(const std::vector<std::string>& lines) {
  std::string text;
  for (auto& line : lines) text += "\n        " + line;
  return text;
}

std::string said(const twin::CommandRun& run) {
  return run.output.empty() ? "\n      it said nothing" : "\n      its output ends so:" + indented(run.output);
}

std::string executed(const twin::Recording& recording) {
  std::vector<std::string> lines;
  for (auto& migration : recording.change.migrations)
    for (auto& step : migration.steps) lines.push_back(one_line(step.sql, 120));
  if (lines.empty()) return "\n      it had executed nothing that changes anything";
  auto count = counted(static_cast<long>(lines.size()), "statement");
  if (lines.size() > most_named) lines.erase(lines.begin(), lines.end() - most_named);
  return fmt::format("\n      it had executed {}, the last of them:{}", count, indented(lines));
}

std::string refused(const twin::Recording& recording) {
  if (recording.refused.empty()) return {};
  return fmt::format("\n      the server refused it:{}", indented({recording.refused.back()}));
}

// A tool that sees none of its versions begins from the first one.
std::string with_doubts(std::string text, const std::vector<std::string>& doubts) {
  for (auto& doubt : doubts) text += "\n      " + doubt;
  return text;
}

Result<void> must_have_worked(const twin::CommandRun& run, const twin::Recording& recording, const std::string& line,
                              const std::string& turned_away, const std::vector<std::string>& doubts) {
  auto command = twin::shown_command(line);
  if (run.out_of_time)
    return undecided(fmt::format("'{}' was {}, and was ended with all that it had started{}{}", command, run.ended,
                                 said(run), executed(recording)),
                     "--run-timeout gives it more time");
  if (!run.fine)
    return bad_input(with_doubts(fmt::format("'{}' ended with {} on the private database{}{}{}", command, run.ended,
                                             said(run), executed(recording), refused(recording)),
                                 doubts),
                     "the deploy would stop there too, unless the command needs rows, which are not here");
  if (recording.sessions == 0) {
    auto why = turned_away.empty() ? std::string() : "\n      " + turned_away;
    return bad_input(
        fmt::format("'{}' executed nothing: it never got into the private database{}{}", command, why, said(run)),
        "it must take its database from DATABASE_URL, or from PGHOST, PGPORT, PGUSER, PGPASSWORD and "
        "PGDATABASE");
  }
  if (recording.working == 0)
    return bad_input(with_doubts(fmt::format("'{}' executed nothing that changes anything: it asked {}{}", command,
                                             counted(recording.asked, "question"), said(run)),
                                 doubts),
                     "are all of its migrations applied in production already?");
  return {};
}

// What may have stopped the command here, and is otherwise in production.
std::vector<std::string> lacks(const twin::Base& base, const twin::Lab& lab, const snapshot::Snapshot& snapshot,
                               const std::string& role) {
  std::vector<std::string> lines;
  for (auto& missing : base.missing) lines.push_back(fmt::format("{} is not here: {}", missing.object, missing.why));
  for (auto& closed : lab.closed()) lines.push_back(fmt::format("{} is closed here: {}", closed.object, closed.why));
  if (auto* captured = twin::captured_role(snapshot, role); captured && captured->superuser)
    lines.push_back(fmt::format("{} is a superuser in production, and nobody is here", role));
  return lines;
}

std::vector<std::string> joined(std::vector<std::string> some, const std::vector<std::string>& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

std::vector<std::string> captured_of(const std::set<std::string>& read, const snapshot::Snapshot& snapshot) {
  std::set<std::string> bare;
  for (auto& name : read) bare.insert(twin::without_schema(name));
  std::vector<std::string> tables;
  for (auto& table : snapshot.catalog.tables)
    if (bare.contains(twin::without_schema(table.name))) tables.push_back(table.name);
  return tables;
}

}  // namespace

Result<change::Change> run_command(const Rehearsed& what, const std::string& command, Millis limit,
                                   Progress& progress) {
  auto& snapshot = what.snapshot;
  auto role = what.role.empty() ? twin::usual_role(snapshot) : what.role;
  auto base = TRY(twin::raise_base(snapshot, what.key, progress));
  auto lab = TRY(twin::Lab::raise(base, snapshot, role, twin::LabTables::empty, progress));
  auto doubts = TRY(twin::refill_ledgers(lab.cluster(), base.database, snapshot));
  auto door = TRY(pg::Door::open(lab.cluster(), base.database, role));
  progress.stage("running the command");
  auto run = TRY(twin::run_beside(lab.cluster(), door, command, limit));
  auto overheard = door.close();
  auto session = TRY(pg::Connection::open(lab.cluster().target(base.database, role)));
  auto reader = TRY(twin::Reader::make(std::move(session), twin::tool_tables(snapshot)));
  auto recording = TRY(twin::recording_of(overheard, reader));
  TRY(must_have_worked(run, recording, command, overheard.turned_away,
                       joined(doubts, lacks(base, lab, snapshot, role))));

  auto change = std::move(recording.change);
  change.folder = command;
  change.executed = true;
  auto note = fmt::format("the change is what '{}' executed in {}, as run:1, run:2 and so on",
                          twin::shown_command(command), counted(recording.sessions, "session"));
  if (recording.asked == 1) note += "; 1 statement that only asks is left out";
  if (recording.asked > 1) note += fmt::format("; {} statements that only ask are left out", recording.asked);
  change.notes.insert(change.notes.begin(), std::move(note));
  change.doubts.insert(change.doubts.end(), doubts.begin(), doubts.end());
  if (auto tables = captured_of(recording.read, snapshot); !tables.empty())
    change.doubts.push_back(fmt::format(
        "what the command does for the rows of {}: it asks for them, and there were none", join(tables, ", ")));
  return change;
}

}  // namespace ante::rehearse
