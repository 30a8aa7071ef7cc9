// An application as its database meets it: the things that people do with it, as named transactions in a folder of SQL
// files. docs/drills.md says how they are written.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/units.h"
#include "load/expression.h"

namespace ante::load {

struct Statement {
  int number = 0;                    // its own among all of the app's
  std::string sql = {};              // with $1, $2 … for the variables
  std::vector<int> parameters = {};  // the places of the variables
  bool keeps = false;                // the columns of its one row become variables (\gset)
};

struct Assignment {
  int variable = 0;
  Expression value;
};

// What a person does in one go: one transaction, or statements of their own.
struct Endpoint {
  std::string name;        // the file's
  std::string fails = {};  // what people see when it does not work
  double weight = 1;
  std::optional<Millis> every = {};  // not by people, but by a clock
  bool first = false;                // what a visit begins with
  bool one_transaction = true;
  Millis think{5'000};     // until the same person does something else, on average
  Millis timeout{10'000};  // how long one waits, all tries together
  Millis goal{1'000};      // 99 of 100 are to be done by then
  int retries = 0;
  Millis retry_after{100};              // twice as long each time
  std::optional<Expression> user = {};  // who does it, where that is not a visitor
  std::string table = {}, column = {};  // where each try leaves its :write_id, where it writes
  std::vector<std::variant<Assignment, Statement>> steps = {};
};

struct App {
  std::filesystem::path folder;
  std::vector<std::filesystem::path> files;  // of the endpoints, in their order; some are another version's
  Names names;
  std::optional<Expression> visitor;  // who comes
  double actions = 4;                 // in one visit, on average
  int connections = 32;
  std::vector<std::pair<std::string, std::string>> session;  // settings of its sessions
  Variables sizes;                                           // the variables' first values
  std::vector<Endpoint> endpoints;
  int statements = 0;          // how many there are
  int user = 0, write_id = 0;  // variables of every script
};

// `sizes` are variables that win over what the app says itself (ante load -D).
Result<App> read_app(const std::filesystem::path& folder, const std::map<std::string, std::int64_t>& sizes = {});

}  // namespace ante::load
