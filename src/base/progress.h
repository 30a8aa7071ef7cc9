// How a long task tells where it is. A command hands one in; what it looks like (a bar, plain lines, nothing) is the
// command's business.
#pragma once

#include <cstdint>
#include <string_view>

namespace ante {

class Progress {
 public:
  virtual ~Progress() = default;
  // A new stage begins: "raising a private PostgreSQL 15".
  virtual void stage(std::string_view what) = 0;
  // Where the stage stands; total 0 where it is not known.
  virtual void at(std::int64_t done, std::int64_t total) = 0;
};

class NoProgress final : public Progress {
 public:
  void stage(std::string_view) override {}
  void at(std::int64_t, std::int64_t) override {}
};

}  // namespace ante
