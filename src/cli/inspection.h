// Looks whether what a measure asks for is so: in the database, in the repository, or by what a command says. What
// cannot be looked at is said to be so, and decides nothing.
#pragma once

#include <optional>
#include <string>

#include "cli/config.h"
#include "incident/measure.h"
#include "pg/connection.h"

namespace ante::cli {

// An error where no look could ever find that it is so: a finding that blocks nothing, a query that writes.
Result<void> can_be_looked_at(const incident::Check& check);

class Inspection {
 public:
  struct Means {
    std::string database = {};   // an address; "": what is in a database is not looked at
    std::string name = {};       // what that database must be called
    Config config = {};          // of the repository
    bool runs_commands = false;  // which somebody wrote, and not always who looks
  };
  explicit Inspection(Means means) : means_(std::move(means)) {}
  // An error where no other look makes sense either.
  Result<incident::Answer> look(const std::string& check);

 private:
  Result<incident::Answer> in_the_database(const incident::Check& check);
  Result<void> open();
  incident::Answer in_the_repository(const incident::Check& check) const;
  Result<incident::Answer> by_command(const incident::Check& check) const;

  Means means_;
  std::optional<Result<pg::Connection>> connection_;
};

}  // namespace ante::cli
