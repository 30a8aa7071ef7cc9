#include "change/settings.h"

#include "base/text.h"

namespace ante::change {
namespace {

std::string_view unquoted(std::string_view value) {
  for (char quote : {'"', '\''})
    if (value.size() >= 2 && value.front() == quote && value.find(quote, 1) != value.npos)
      return value.substr(1, value.find(quote, 1) - 1);
  return value;
}

}  // namespace

std::map<std::string, std::string> settings_of(std::string_view text) {
  std::map<std::string, std::string> settings;
  std::string section;
  for (auto& whole : split(text, '\n')) {
    auto line = trim(whole);
    if (line.empty() || line.starts_with('#') || line.starts_with(';') || line.starts_with('!')) continue;
    if (line.starts_with('[')) {
      auto name = line.substr(1, line.find(']') - 1);
      section = replace_all(replace_all(std::string(name), " \"", "."), "\"", "") + ".";
      continue;
    }
    auto equals = line.find('=');
    if (equals == line.npos || equals == 0) continue;
    settings[section + std::string(unquoted(trim(line.substr(0, equals))))] = unquoted(trim(line.substr(equals + 1)));
  }
  return settings;
}

}  // namespace ante::change
