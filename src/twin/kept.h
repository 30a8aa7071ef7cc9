// What is kept of a snapshot in the cache, to be copied the next time: data folders, each with a page in it of what is
// known of it, and files. A snapshot, server and build of ante each has its own; what was not used for longest goes
// first.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "pg/cluster.h"

namespace ante::twin {

class Kept {
 public:
  Kept(const std::string& key, const pg::ServerBinaries& server);
  // Something else of the same snapshot, beside what is kept there: "plans" of a role, say.
  Kept(const std::filesystem::path& beside, std::string_view what, std::string_view of = {});

  const std::filesystem::path& data() const { return data_; }
  // The page of the data folder that is kept, or nothing.
  std::optional<std::string> page() const;
  // Keeps a stopped cluster with its page, and gives the page that is kept from now on: somebody else may have been
  // quicker.
  Result<std::string> keep(pg::Cluster stopped, std::string_view page) const;
  // The same for a file, where no data folder is kept.
  std::optional<std::string> file() const;
  Result<void> keep_file(std::string_view text) const;
  // It is not ours, or torn: so that a true one can be kept.
  void forget() const;

 private:
  std::filesystem::path data_;
};

// Removes what has not been used for longest, beyond the most recent ones. A twin is thousands of files: when somebody
// waits for another one is not the time.
void forget_old_twins();

}  // namespace ante::twin
