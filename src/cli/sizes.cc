#include "cli/sizes.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace ante::cli {

Result<std::map<std::string, std::int64_t>> sizes_of(const std::vector<std::string>& given) {
  std::map<std::string, std::int64_t> sizes;
  for (auto& one : given) {
    auto parts = split(one, '=');
    std::int64_t value = 0;
    bool read = parts.size() == 2 && !parts[0].empty();
    if (read) {
      auto [end, error] = std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), value);
      read = error == std::errc() && end == parts[1].data() + parts[1].size() && end != parts[1].data();
    }
    if (!read) return bad_input(fmt::format("'{}' is no size", one), "write it as name=number: -D students=30000");
    sizes[parts[0]] = value;
  }
  return sizes;
}

}  // namespace ante::cli
