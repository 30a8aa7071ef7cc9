#include "cli/command.h"

#include <vector>

namespace ante::cli {

// The commands, in the order in which the help shows them. Each is declared in the file of its name.
// clang-format off
#define ANTE_COMMANDS(row)                                                     \
  row(check, "rehearse a change and say what it will do to production")        \
  row(plan, "show how a change would be shipped, step by step, each with its way back") \
  row(apply, "ship a change: journalled, gone on with after a crash, and out of everybody's way") \
  row(undo, "take back the latest change, from wherever it stands") \
  row(repair, "lead a database, whatever happened to it, to the schema that it should have") \
  row(status, "say where the latest change stands, and what can be done about it") \
  row(watch, "see what goes wrong in a database, name what did it, and what did not") \
  row(incident, "list what was wrong, show one of them, and note what people know") \
  row(mark, "tell whoever watches that something was deployed") \
  row(calendar, "list what is planned and due, and tell others what you are going to do") \
  row(forecast, "say when what fills up is full") \
  row(report, "write the postmortem of an incident, for people to go on with") \
  row(capture, "read production once, read-only, into one portable file")      \
  row(ghost, "raise a ghost of production and run a command (psql) beside it") \
  row(diff, "say what one schema has that another has not, and the way between them")      \
  row(explain, "print the plan that production would take")                    \
  row(drill, "play a real outage, for practice: as it was, and with antemortem in the way") \
  row(load, "play an application's traffic against a database, and say what people met") \
  row(doctor, "what this machine has of what ante needs, and how to get the rest") \
  row(completion, "what a shell needs to complete ante's command line")        \
  row(man, "the manual page")
// clang-format on

#define DECLARE(name, summary) Run declare_##name(CLI::App& app);
ANTE_COMMANDS(DECLARE)
#undef DECLARE

std::span<const Command> commands() {
#define ROW(name, summary) Command{#name, summary, declare_##name},
  static const std::vector<Command> table{ANTE_COMMANDS(ROW)};
#undef ROW
  return table;
}

}  // namespace ante::cli
