// Who has approved the files of a change, as the trailers of their commits say: so that a review is asked for and not
// hoped for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace ante::cli {

// [apply] of ante.toml.
struct Approval {
  int needed = 0;
  std::vector<std::string> by = {};  // whose count, by address or as the trailer has them; empty: anybody's
  std::vector<std::string> trailers = {"Approved-by", "Reviewed-by", "Signed-off-by"};
};

// What a file lacks; nothing where all of them are as they were approved. A file counts as it stands in the last commit
// that touched it; the merge that brought this commit in speaks for it too. Who wrote it, or helped, does not.
Result<std::vector<std::string>> lacking_approval(const std::vector<std::filesystem::path>& files,
                                                  const Approval& approval);

}  // namespace ante::cli
