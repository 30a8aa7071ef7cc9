#include "cli/config.h"

#include "os/toml_file.h"

namespace ante::cli {
namespace {

namespace fs = std::filesystem;

// Paths are seen from the file's folder.
os::TomlKey path_key(const Config& config, std::optional<fs::path>& into) {
  return {"a path in quotes", [&config, &into](auto&, const os::TomlValue& value) {
            auto* text = std::get_if<std::string>(&value);
            if (text) into = (config.file.parent_path() / *text).lexically_normal();
            return text != nullptr;
          }};
}

}  // namespace

Result<Config> read_config(const fs::path& file) {
  Config config;
  config.file = file;
  auto columns = [&](auto&, const os::TomlValue& value) {
    auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list) config.excluded_columns = *list;
    return list != nullptr;
  };
  auto role = [&](auto&, const os::TomlValue& value) {
    auto* text = std::get_if<std::string>(&value);
    if (text) config.role = *text;
    return text != nullptr;
  };
  TRY(os::read_toml(
      file,
      {{"",
        {{"snapshot", path_key(config, config.snapshot)},
         {"migrations", path_key(config, config.migrations)},
         {"role", {"a role's name in quotes", role}}}},
       {"capture", {{"exclude_columns", {"a list of columns, each in quotes: \"schema.table.column\"", columns}}}}},
      "docs/ante-toml.md"));
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
