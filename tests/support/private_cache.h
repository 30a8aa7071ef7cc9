// A cache folder of its own for a test that looks at what is left behind, or breaks things.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ante::tests {

// Templates may be those of everybody's cache: it saves a second of initdb.
enum class Templates { shared, own };

class PrivateCache {
 public:
  explicit PrivateCache(Templates templates = Templates::shared);  // sets ANTE_CACHE, and ANTE_SERVERS to the servers
                                                                   // that were found before
  ~PrivateCache();
  PrivateCache(const PrivateCache&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::vector<std::filesystem::path> running() const;  // the folders of clusters in it, dead or alive
  std::vector<int> servers() const;                    // the processes that work in it
  bool nothing_left() const { return running().empty() && servers().empty(); }

 private:
  std::filesystem::path path_;
  std::optional<std::string> cache_before_, servers_before_;
};

// Whether it came to be true within a minute; for what another process does.
template <class Condition>
bool eventually(Condition condition);

}  // namespace ante::tests

#include <chrono>
#include <thread>

template <class Condition>
bool ante::tests::eventually(Condition condition) {
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}
