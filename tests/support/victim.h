// An `ante` that has raised a private server and waits beside it, to be ended in every way there is.
#pragma once

#include <filesystem>

#include "os/process.h"
#include "support/private_cache.h"

namespace ante::tests {

class Victim {
 public:
  // Returns once its server is up and its command runs.
  explicit Victim(const PrivateCache& cache, int major = 15);
  os::Process& process() { return process_; }
  pid_t server() const { return server_; }                         // the postmaster
  const std::filesystem::path& folder() const { return folder_; }  // of its cluster

 private:
  os::Process process_;
  std::filesystem::path folder_;
  pid_t server_ = -1;
};

}  // namespace ante::tests
