// A script as its steps: statements, with the data that follows a COPY … FROM stdin, and their lines.
#pragma once

#include <string_view>
#include <vector>

#include "change/change.h"

namespace ante::change {

// `first_line` is the file's line that the script begins at.
Result<std::vector<Step>> steps_of(std::string_view script, const std::string& file, int first_line = 1);

// COPY … FROM stdin, outside of brackets: its rows are no part of the statement. The grammar takes FROM stdout for the
// same.
bool reads_stdin(std::string_view statement);
// Where the line ends that ends such rows (\. and nothing else), searched below the line that `from` is the end of;
// npos where there is none.
std::size_t end_of_rows(std::string_view script, std::size_t from);

// BEGIN, COMMIT, SAVEPOINT … stand among them.
bool controls_transactions(const std::vector<Step>& steps);

// How a tool sends what a script holds.
enum class Sends {
  in_transaction,  // BEGIN and COMMIT around it
  as_one_message,  // whole, and no BEGIN: the server makes a transaction of several statements, and none of a single
                   // one
  singly,          // statement by statement, each its own transaction
  unknown,         // as a person would: in a transaction where that is possible
};

// What runs, as the tool sends it. A script that opens and ends its transactions itself has no other around it, but
// where the tool opened one.
template <class Runs>  // Migration or WayBack
void take(Runs& runs, std::vector<Step> steps, Sends sends) {
  bool controls = controls_transactions(steps);
  runs.in_transaction = sends == Sends::in_transaction ||
                        (sends == Sends::as_one_message && steps.size() > 1 && !controls) ||
                        (sends == Sends::unknown && !controls);
  runs.transaction_assumed = sends == Sends::unknown;
  runs.steps = std::move(steps);
}

}  // namespace ante::change
