#include "cli/config.h"

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>

#include "base/text.h"
#include "os/folders.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_config = 1u << 20;

// One key: what reads its value, and what the value must be.
struct Key {
  std::string wants;
  std::function<bool(const toml::node& value, Config& config)> read;
};
using Keys = std::map<std::string, Key, std::less<>>;

fs::path beside(const Config& config, const std::string& path) {
  return (config.file.parent_path() / path).lexically_normal();
}

Key path_key(std::optional<fs::path> Config::* member) {
  return {"a path in quotes", [member](const toml::node& value, Config& config) {
            auto text = value.value_exact<std::string>();
            if (text) config.*member = beside(config, *text);
            return text.has_value();
          }};
}

const Keys& top_keys() {
  static const Keys keys{{"snapshot", path_key(&Config::snapshot)},
                         {"migrations", path_key(&Config::migrations)},
                         {"role", {"a role's name in quotes", [](const toml::node& value, Config& config) {
                                     config.role = value.value_exact<std::string>();
                                     return config.role.has_value();
                                   }}}};
  return keys;
}

const Keys& capture_keys() {
  static const Keys keys{
      {"exclude_columns",
       {"a list of columns, each in quotes: \"schema.table.column\"", [](const toml::node& value, Config& config) {
          auto* list = value.as_array();
          if (!list) return false;
          for (auto& element : *list) {
            auto text = element.value_exact<std::string>();
            if (!text) return false;
            config.excluded_columns.push_back(*text);
          }
          return true;
        }}}};
  return keys;
}

std::string place(const fs::path& file, const toml::source_region& source) {
  return fmt::format("{}:{}", file.string(), source.begin.line);
}

std::string nearest(std::string_view key, const std::vector<std::string>& known) {
  auto best = std::ranges::min_element(known, {}, [&](auto& name) { return edit_distance(key, name); });
  if (best != known.end() && edit_distance(key, *best) <= 3) return fmt::format("did you mean '{}'?", *best);
  return fmt::format("known are: {}", join(known, ", "));
}

Result<void> read_table(const toml::table& table, const Keys& keys, std::vector<std::string> known, Config& config) {
  for (auto& [name, key] : keys) known.push_back(name);
  for (auto&& [name, value] : table) {
    auto key = keys.find(name.str());
    if (key == keys.end()) {
      if (std::ranges::find(known, name.str()) != known.end()) continue;  // a table, read by its own keys
      return bad_input(fmt::format("{}: there is no key '{}'", place(config.file, name.source()), name.str()),
                       nearest(name.str(), known));
    }
    if (!key->second.read(value, config))
      return bad_input(fmt::format("{}: the value of '{}' must be {}", place(config.file, value.source()), name.str(),
                                   key->second.wants));
  }
  return {};
}

}  // namespace

Result<Config> read_config(const fs::path& file) {
  auto text = os::read_file(file, longest_config);
  if (!text) return bad_input(text.error().what, text.error().next);
  auto parsed = toml::parse(*text, file.string());
  if (!parsed)
    return bad_input(fmt::format("{}: {}", place(file, parsed.error().source()), parsed.error().description()),
                     "docs/ante-toml.md shows what the file may hold");
  Config config;
  config.file = file;
  const toml::table& table = parsed.table();
  TRY(read_table(table, top_keys(), {"capture"}, config));
  if (auto* node = table.get("capture")) {
    auto* capture = node->as_table();
    if (!capture)
      return bad_input(fmt::format("{}: 'capture' must be a table: [capture]", place(file, node->source())));
    TRY(read_table(*capture, capture_keys(), {}, config));
  }
  return config;
}

Result<Config> find_config(const fs::path& folder) {
  std::error_code error;
  for (auto at = fs::absolute(folder, error); !error; at = at.parent_path()) {
    if (fs::exists(at / "ante.toml", error))
      return read_config((at / "ante.toml").lexically_proximate(fs::current_path()));
    if (at == at.parent_path()) break;
  }
  return Config{};
}

}  // namespace ante::cli
