// A TOML file whose keys are known beforehand. What is wrong in it is said with its line and column, and with what was
// probably meant.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace ante::os {

using TomlValue = std::variant<std::monostate, std::string, std::int64_t, double, bool, std::vector<std::string>>;

// What takes a key's value; false where it is none of its kind.
struct TomlKey {
  std::string wants;  // "a path in quotes"
  std::function<bool(const std::string& name, const TomlValue& value)> take;
};
using TomlKeys = std::map<std::string, TomlKey, std::less<>>;  // "*" takes all that have no row of their own

// The tables by name, "" being what stands before the first. `page` tells people what the file may hold.
Result<void> read_toml(const std::filesystem::path& file, const std::map<std::string, TomlKeys>& tables,
                       std::string_view page);

// Keys with one plain value each.
TomlKey toml_text(std::string& into);
TomlKey toml_number(double& into, double least, double most);
TomlKey toml_whole(int& into, int least, int most);
TomlKey toml_flag(bool& into);
TomlKey toml_texts(std::vector<std::string>& into);

}  // namespace ante::os
