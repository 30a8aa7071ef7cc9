#include "change/flyway_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "change/settings.h"

namespace ante::change {
namespace {

namespace fs = std::filesystem;

constexpr int most_folders_above = 12;

bool is_true(const std::string& value) { return lower(value) == "true"; }

// The file, and its keys without "flyway." before them. The values of environments are whoever's runs it.
std::optional<std::pair<Entry, std::map<std::string, std::string>>> nearest(const Folder& folder) {
  std::error_code unknown;
  auto at = fs::absolute(folder.root, unknown).lexically_normal();
  if (!at.has_filename()) at = at.parent_path();
  for (int i = 0; i < most_folders_above && !unknown; ++i, at = at.parent_path()) {
    for (auto* name : {"flyway.conf", "conf/flyway.conf", "flyway.toml"}) {
      Entry file{name, at / name, name};
      if (!fs::is_regular_file(file.path, unknown)) continue;
      std::map<std::string, std::string> settings;
      for (auto& [key, value] : settings_of(text_of(file).value_or("")))
        if (key.starts_with("flyway.")) settings[key.substr(7)] = value;
      return std::pair{file, settings};
    }
    if (fs::exists(at / ".git", unknown) || at == at.parent_path()) break;
  }
  return std::nullopt;
}

}  // namespace

FlywaySettings flyway_settings(const Folder& folder) {
  FlywaySettings settings;
  auto found = nearest(folder);
  if (!found) return settings;
  settings.file = found->first.file;
  std::map<std::string_view, std::string*> texts{{"sqlMigrationPrefix", &settings.versioned},
                                                 {"undoSqlMigrationPrefix", &settings.undo},
                                                 {"repeatableSqlMigrationPrefix", &settings.repeatable},
                                                 {"baselineMigrationPrefix", &settings.baseline},
                                                 {"sqlMigrationSeparator", &settings.separator},
                                                 {"placeholderPrefix", &settings.placeholder_begin},
                                                 {"placeholderSuffix", &settings.placeholder_end}};
  std::map<std::string_view, bool*> flags{{"placeholderReplacement", &settings.replaces_placeholders},
                                          {"mixed", &settings.mixes},
                                          {"group", &settings.groups},
                                          {"outOfOrder", &settings.takes_late_ones}};
  for (auto& [key, value] : found->second) {
    if (auto text = texts.find(key); text != texts.end() && !value.empty()) *text->second = value;
    if (auto flag = flags.find(key); flag != flags.end()) *flag->second = is_true(value);
    if (key.starts_with("placeholders.")) settings.placeholders[key.substr(13)] = value;
  }
  return settings;
}

FlywayScriptSettings flyway_script_settings(const Folder& folder, const Entry& script) {
  FlywayScriptSettings settings;
  auto file = folder.at(script.path.lexically_relative(folder.root).concat(".conf"));
  if (!file) return settings;
  for (auto& [key, value] : settings_of(text_of(*file).value_or(""))) {
    if (key == "executeInTransaction") settings.in_transaction = is_true(value);
    if (key == "placeholderReplacement") settings.replaces_placeholders = is_true(value);
  }
  return settings;
}

Result<std::string> with_placeholders(const std::string& text, const FlywaySettings& settings, const Entry& script) {
  std::string result;
  auto& begin = settings.placeholder_begin;
  auto& end = settings.placeholder_end;
  std::size_t done = 0;
  for (std::size_t at; (at = text.find(begin, done)) != text.npos;) {
    result += text.substr(done, at - done);
    auto close = text.find(end, at + begin.size());
    auto name = text.substr(at + begin.size(), close == text.npos ? 40 : close - at - begin.size());
    auto value = settings.placeholders.find(name);
    if (close != text.npos && name == "flyway:filename")
      result += script.name;
    else if (close != text.npos && value != settings.placeholders.end())
      result += value->second;
    else
      return bad_input(fmt::format("{}:{}: the placeholder {} has no value", script.file,
                                   1 + std::ranges::count(text.substr(0, at), '\n'),
                                   one_line(fmt::format("{}{}{}", begin, name, end), 60)),
                       settings.file.empty()
                           ? "give it one in flyway.conf, in the folder or above it: flyway.placeholders.NAME=VALUE"
                           : fmt::format("give it one in {}: flyway.placeholders.NAME=VALUE", settings.file));
    done = close + end.size();
  }
  return result + text.substr(std::min(done, text.size()));
}

}  // namespace ante::change
