// A network between the application and its server that can become slow: a proxy that hands on every byte, each so much
// later. The server knows nothing of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "os/live_folder.h"

namespace ante::drill {

class SlowNetwork {
 public:
  // Between a socket of its own and the server's; its thread stays on these processors.
  static Result<std::unique_ptr<SlowNetwork>> make(std::filesystem::path server, const std::vector<int>& processors);
  ~SlowNetwork();

  const std::filesystem::path& folder() const { return folder_; }  // what the application takes for the server's
  void delay(Millis each_way) { delay_ = each_way; }
  std::int64_t delayed() const { return delayed_; }  // pieces that came later than they would have

 private:
  struct Line;
  SlowNetwork(os::LiveFolder home, std::filesystem::path folder, std::filesystem::path server);
  void carry(const std::stop_token& ended, const std::vector<int>& processors);
  void welcome(std::vector<std::unique_ptr<Line>>& lines);

  os::LiveFolder home_;
  std::filesystem::path folder_, server_;
  os::Descriptor door_;
  std::atomic<Millis> delay_ = Millis{0};
  std::atomic<std::int64_t> delayed_ = 0;
  std::jthread thread_;
};

}  // namespace ante::drill
