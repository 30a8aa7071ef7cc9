// The team of a drill's system, with antemortem at hand: before the deploy they capture production, check the change
// and plan it; they ship the plan, and take it back. Each by the command that they would call, from their own
// repository.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "drill/deed.h"
#include "os/folders.h"
#include "os/process.h"

namespace ante::drill {

// Runs another command of ante and gives its exit code and its words. It gets what people would give it: an address, a
// folder, files. So long after it began it is killed.
struct Said {
  int exit_code = 0;
  std::string output;
};
struct Commands {
  std::function<Result<Said>(const std::vector<std::string>& arguments, const std::vector<int>& processors,
                             Millis killed_after)>
      run;
  // The same, beside what goes on; what it says goes to that descriptor.
  std::function<Result<os::Process>(const std::vector<std::string>& arguments, const std::vector<int>& processors,
                                    int output)>
      start;
};
std::string address_of(const pg::Target& target);

struct Stage {
  std::string name;  // prevented, seen, explained, undone, written up
  enum class State { done, missed, not_yet } state = State::not_yet;
  std::string says;
  Millis took{0};
};

class Team {
 public:
  static Result<Team> of(const Description& drill, const System& system, const Commands& commands, Progress& progress);

  // While the traffic goes on: production is captured; and the change that struck is checked, and the good one.
  Result<void> captures();
  Result<Stage> prevents();
  // To be shipped. What stands against it is overridden where they are as sure of it as they were then.
  Result<void> plans(const std::filesystem::path& change, bool whatever_is_said);
  Deed ships() const;
  Deed takes_back() const;
  // From half-way: back to what production was when it was captured, or forward to what the change was to make of it,
  // as their staging system has it.
  Deed repairs_back() const;
  Result<void> has_staging();
  Deed repairs_forward() const;

 private:
  Team(const Description& drill, const System& system, const Commands& commands, Progress& progress,
       os::TemporaryFolder folder)
      : drill_(drill), system_(system), commands_(commands), progress_(progress), folder_(std::move(folder)) {}

  Result<Stage> checks();
  Result<Said> check(const std::filesystem::path& change) const;
  Result<Said> run(std::vector<std::string> arguments, Millis killed_after = {}) const;
  Deed by(std::vector<std::string> arguments) const;
  Deed repairs(std::string to, std::string_view budget) const;
  std::filesystem::path snapshot() const { return folder_.path() / "prod.ante"; }
  std::filesystem::path plan() const { return folder_.path() / "plan.sql"; }

  const Description& drill_;
  const System& system_;
  const Commands& commands_;
  Progress& progress_;
  os::TemporaryFolder folder_;
  std::string no_plan_;                    // why there is none
  std::vector<std::string> all_the_same_;  // how a plan is shipped that something stands against
  std::optional<pg::Cluster> staging_;
};

}  // namespace ante::drill
