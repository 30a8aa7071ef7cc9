// What people and pipelines tell whoever watches: written into the history, where the watcher finds it within a second.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "os/web_page.h"

namespace ante::cli {

struct Mark {
  std::string says, by;
};
// {"says": "deploy v42", "by": "ci"}, or a line of text.
Result<Mark> read_mark(const std::string& letter);
// The number of its event; it is on disk then.
Result<std::int64_t> keep_mark(const std::filesystem::path& history, const Mark& mark);

// Where marks come by HTTP, as soon as there is a history to keep them in.
class MarkBox {
 public:
  // nullopt where no token was given. The box has to outlive the page that it is given to.
  Result<std::optional<os::Letterbox>> open(const std::string& token_file);
  void keeps_in(const std::filesystem::path& history);

 private:
  Result<void> take(const std::string& letter);
  std::mutex lock_;
  std::optional<std::filesystem::path> history_;
};

}  // namespace ante::cli
