// A terminal that shows what a watcher knows, second by second, and is as it was before when it ends.
#pragma once

#include <memory>
#include <string>

#include "render/screen.h"
#include "watch/watcher.h"

namespace ante::cli {

class Live {
 public:
  // Bad input where standard output is no terminal.
  static Result<std::unique_ptr<Live>> begin(const std::string& database, const std::string& server);
  ~Live();
  Live(const Live&) = delete;
  void of(const watch::Moment& moment);  // draws
  void of(const watch::Interval& interval, const watch::Watcher::TextOf& text_of);
  void of(const std::vector<incident::Event>& events);

 private:
  Live() = default;
  void draw() const;
  render::Screen screen_;
};

}  // namespace ante::cli
