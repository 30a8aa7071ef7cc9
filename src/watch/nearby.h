// What is known of a server from elsewhere than from its answers: its log, and its machine, where they are at hand.
#pragma once

#include <optional>

#include "watch/host.h"
#include "watch/log.h"
#include "watch/log_meaning.h"
#include "watch/whereabouts.h"

namespace ante::watch {

class Nearby {
 public:
  // The log that somebody named; "" where the server is to be asked.
  explicit Nearby(std::filesystem::path log) : named_(std::move(log)) {}
  // Whenever the server was reached. An error only where the log that was named is not there from the beginning.
  Result<void> reached(Whereabouts where, double now);

  const std::string& log_is() const { return log_is_; }  // "" where none is read
  const std::string& why_no_log() const { return why_no_log_; }

  // What was written into the log since; nothing where none is read.
  Result<std::optional<LogLines>> read_log(double now, const ShapeOf& shape_of);
  // The machine, every few seconds; nothing in between, and where it is another one.
  std::optional<Host> look_at_host(double now);
  std::vector<Limit> limits(double now);

 private:
  std::filesystem::path named_;
  Whereabouts where_;
  std::optional<ServerLog> log_;
  std::string log_is_, why_no_log_;
  double read_at_ = 0, looked_at_ = 0;
  std::optional<HostProbe> host_;
  Disk disk_;
};

}  // namespace ante::watch
