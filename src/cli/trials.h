// Tries on a ghost whether a change made a query do more: the database is captured while nothing is wrong, the way from
// the schema as it was to the schema as it is becomes a migration, and `ante check` says what becomes of the query's
// plan. All of it by commands of ante's own, in processes that end when this one does, so that whoever watches stays
// small.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "os/folders.h"
#include "os/process.h"
#include "watch/toggle.h"

namespace ante::cli {

class Trials {
 public:
  // An address as it was given: it may hold a password, and so it goes by the environment.
  static Result<std::unique_ptr<Trials>> begin(const std::string& address);
  ~Trials();
  Trials(const Trials&) = delete;
  // Called again and again, with whether something is wrong: captured is what is well.
  void look(bool is_well);
  void try_out(const watch::Toggle& toggle);
  std::vector<watch::Toggled> results();

 private:
  Trials(std::string address, os::TemporaryFolder folder);
  void run(const std::stop_token& stop);
  void capture(const std::stop_token& stop);
  watch::Toggled tried(const watch::Toggle& toggle, const std::stop_token& stop);
  struct Said {
    bool fine = false;
    std::string output;
  };
  // Ends with this one, or with the patience.
  Result<Said> ante(std::vector<std::string> arguments, Millis patience, const std::stop_token& stop) const;
  std::filesystem::path snapshot() const { return folder_.path() / "well.ante"; }

  std::string address_;
  os::TemporaryFolder folder_;
  std::mutex lock_;
  std::condition_variable_any come_;
  std::deque<watch::Toggle> waiting_;
  std::vector<watch::Toggled> results_;
  bool is_wanted_ = true, is_well_ = true, has_snapshot_ = false;
  std::chrono::steady_clock::time_point captured_at_{};
  std::string not_captured_;
  std::jthread thread_;  // the last: it uses all of these
};

}  // namespace ante::cli
