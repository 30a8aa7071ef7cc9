// One page for programs on this machine or beside it, over HTTP, made anew whenever somebody asks for it; and a place
// to post to, for whoever has its token.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace ante::os {

struct Letterbox {
  std::string path;   // "/mark"
  std::string token;  // what a letter is refused without
  // From another thread, one letter after the other. bad_input is its sender's fault.
  std::function<Result<void>(const std::string& letter)> take;
};

class WebPage {
 public:
  // "127.0.0.1:9188"; port 0 is any that is free. `make` is called from another thread.
  static Result<WebPage> serve(const std::string& address, const std::string& path, const std::string& content_type,
                               std::function<std::string()> make, std::optional<Letterbox> letterbox = {});
  WebPage(WebPage&&) noexcept;
  WebPage& operator=(WebPage&&) noexcept;
  ~WebPage();
  std::string shown() const;  // "http://127.0.0.1:9188/metrics"

 private:
  struct Server;
  explicit WebPage(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace ante::os
