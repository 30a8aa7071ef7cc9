// What a watcher knows, for whoever scrapes it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cli/marks.h"
#include "incident/event.h"
#include "os/web_page.h"
#include "render/metrics.h"
#include "watch/moment.h"

namespace ante::cli {

class Exporter {
 public:
  // At "127.0.0.1:9188"; "": nowhere. Beside it marks are taken, where a file has a token for that; "": none are.
  static Result<std::unique_ptr<Exporter>> at(const std::string& address, const std::string& marks_token = "");
  void keeps_marks_in(const std::filesystem::path& history) { marks_.keeps_in(history); }
  void begin(const std::string& database, const std::string& server);
  void of(const watch::Moment& moment);
  void of(const std::vector<incident::Event>& events);
  std::string shown() const { return page_ ? page_->shown() : ""; }

 private:
  std::mutex lock_;
  render::Metrics metrics_;
  MarkBox marks_;
  std::optional<os::WebPage> page_;  // the last: it reads these
};

}  // namespace ante::cli
