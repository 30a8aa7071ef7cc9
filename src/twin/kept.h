// Twins in the cache: a folder a snapshot, server and form of twin, holding the base's data folder and a page of what is
// known of it. What was not used for longest goes first.
#pragma once

#include <filesystem>
#include <optional>

#include "twin/base.h"

namespace ante::twin {

class Kept {
 public:
  Kept(const std::string& key, const pg::ServerBinaries& server);

  std::filesystem::path data() const { return folder_ / "base"; }
  // The base as it was kept, or nothing.
  std::optional<Base> base(const pg::ClusterSpec& spec) const;
  Result<void> keep_page(const Base& base) const;
  void touch() const;
  // Removes what has not been used for longest, beyond the most recent ones.
  void prune() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace ante::twin
