// A line between a runner and its server that breaks where a test wants it: a proxy that reads along in PostgreSQL's
// protocol, counts the runner's requests, and at one of them lets something happen.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "os/descriptor.h"
#include "os/folders.h"
#include "pg/connection.h"

namespace ante::tests {

// Where in a request: the server never hears of it; it hears of it, and nobody waits for its answer; it has done all of
// it, and nobody hears the answer.
enum class Moment { before, during, after };

struct Fault {
  int at = 0;  // which request of the runner's, from 1 on; 0: none
  Moment moment = Moment::before;
  std::function<void(pid_t backend)> happens = {};
  std::function<void(const std::string& statement)> prepares = {};  // before the server hears of it
  bool cuts = true;  // the line is no more afterwards, that of whoever watches beside it included
};

class FaultyLine {
 public:
  explicit FaultyLine(std::filesystem::path server);  // the folder of its socket
  ~FaultyLine();

  const std::filesystem::path& folder() const { return home_.path(); }  // what the runner takes for the server's
  // From now on; requests are counted from the beginning again.
  void expect(Fault fault);
  int requests() const { return requests_; }
  // Those of them that have this in their statement.
  std::vector<int> requests_with(std::string_view part) const;
  bool happened() const { return happened_; }
  std::string where() const;  // the request at which it happened

 private:
  struct Line;
  void carry(const std::stop_token& ended);
  void welcome();
  void from_client(Line& line);
  void from_server(Line& line);
  bool hand_on(Line& line, const std::string& message);
  void happen(Line& line);

  os::TemporaryFolder home_;
  std::filesystem::path server_;
  os::Descriptor door_;
  std::vector<std::unique_ptr<Line>> lines_;
  mutable std::mutex mutex_;
  Fault fault_;
  std::string where_;
  std::vector<std::string> statements_;  // a request's
  std::atomic<int> requests_ = 0;
  std::atomic<bool> happened_ = false;
  std::jthread thread_;
};

}  // namespace ante::tests
