// ante watch, beside the traffic. It is begun before there is any, has the address of a database, and knows nothing
// else.
#pragma once

#include <fstream>
#include <optional>
#include <string>

#include "drill/heard.h"

namespace ante::drill {

class Lookout {
 public:
  static Result<Lookout> begin(const System& system, const Commands& commands);

  // Takes what has been said until now.
  void listen(int second);
  // Ends it, and has ante report write up what it saw.
  Result<Words> end();

 private:
  Lookout(const System& system, const Commands& commands, os::TemporaryFolder folder)
      : system_(system), commands_(commands), folder_(std::move(folder)) {}
  std::string store() const { return (folder_.path() / "seen.sqlite").string(); }
  std::string output() const { return (folder_.path() / "said").string(); }

  const System& system_;
  const Commands& commands_;
  os::TemporaryFolder folder_;
  std::optional<os::Process> process_;
  std::ifstream said_;
  std::string unfinished_;  // line
  Words words_;
};

}  // namespace ante::drill
