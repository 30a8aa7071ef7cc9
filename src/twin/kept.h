// Twins in the cache: a data folder a snapshot, server and build of ante, with a page in it of what is known of the
// base. What was not used for longest goes first.
#pragma once

#include <filesystem>
#include <optional>

#include "twin/base.h"

namespace ante::twin {

class Kept {
 public:
  Kept(const std::string& key, const pg::ServerBinaries& server);

  const std::filesystem::path& data() const { return data_; }
  // The base as it was kept, or nothing.
  std::optional<Base> base(const pg::ClusterSpec& spec) const;
  // Keeps a stopped cluster as this base, and gives the base that is kept from now on.
  Result<Base> keep(pg::Cluster stopped, const Base& base) const;

 private:
  std::filesystem::path data_;
};

// Removes what has not been used for longest, beyond the most recent ones. A twin is thousands of files: when somebody
// waits for another one is not the time.
void forget_old_twins();

}  // namespace ante::twin
