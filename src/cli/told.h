// Who is told before a change goes to a database or is taken back, and afterwards what became of it.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "ship/executor.h"

namespace ante::cli {

// [apply] of ante.toml.
struct Telling {
  std::string before = {}, after = {};  // commands for a shell
  std::string webhook = {};             // an address, or "$NAME" of the variable that holds it
  std::filesystem::path folder = ".";   // where commands start
};

class Told {
 public:
  // `action` is "apply" or "undo"; `database` an address without its password.
  Told(Telling telling, std::string action, std::string database);
  // Called when nothing stands against it any more, and before its first step. Whoever cannot be told, or says no, ends
  // it; not where there is a reason to go on all the same.
  Result<void> before(const std::string& change, const std::string& reason);
  // Whoever cannot be told now is named on stderr.
  void after(const Result<ship::Shipped>& shipped) const;

 private:
  Result<void> all(const std::string& command, const std::string& event, const std::string& outcome,
                   const std::string& says) const;
  Telling telling_;
  std::string action_, database_, change_;
  bool begun_ = false;
};

}  // namespace ante::cli
