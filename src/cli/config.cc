#include "cli/config.h"

#include <algorithm>
#include <cctype>

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
  config.telling.folder = fs::absolute(file).parent_path();
  auto list_into = [](std::vector<std::string>& into) {
    return [&into](auto&, const os::TomlValue& value) {
      auto* list = std::get_if<std::vector<std::string>>(&value);
      if (list) into = *list;
      return list != nullptr;
    };
  };
  // What git takes for a trailer's name.
  auto trailers = [&](auto&, const os::TomlValue& value) {
    auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list) config.approval.trailers = *list;
    return list != nullptr && !list->empty() && std::ranges::all_of(*list, [](const std::string& name) {
             return !name.empty() &&
                    std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
           });
  };
  auto text_into = [](std::optional<std::string>& into) {
    return [&into](auto&, const os::TomlValue& value) {
      auto* text = std::get_if<std::string>(&value);
      if (text) into = *text;
      return text != nullptr;
    };
  };
  Error no_waiver;
  auto waivers = [&](auto&, const os::TomlValue& value) {
    auto* list = std::get_if<std::vector<std::string>>(&value);
    for (auto& text : list ? *list : std::vector<std::string>{}) {
      auto waiver = judge::read_waiver(text);
      if (waiver)
        config.policy.waivers.push_back(*std::move(waiver));
      else
        no_waiver = waiver.error();
    }
    return list != nullptr;
  };
  auto& policy = config.policy;
  TRY(os::read_toml(
      file,
      {{"",
        {{"snapshot", path_key(config, config.snapshot)},
         {"migrations", path_key(config, config.migrations)},
         {"tool", {"a migration tool's name in quotes", text_into(config.tool)}},
         {"role", {"a role's name in quotes", text_into(config.role)}}}},
       {"check",
        {{"longest_hold", os::toml_number(policy.longest_hold, 0, 86'400)},
         {"longest_queue", os::toml_number(policy.queue_that_blocks, 0, 1e9)},
         {"longest_wait", os::toml_number(policy.longest_wait, 0, 86'400)},
         {"rows_in_one_go", os::toml_number(policy.rows_in_one_go, 0, 1e15)},
         {"oldest_snapshot", os::toml_number(policy.oldest_snapshot, 0, 36'500)},
         {"waive", {"a list of waivers, each in quotes", waivers}}}},
       {"capture",
        {{"exclude_columns",
          {"a list of columns, each in quotes: \"schema.table.column\"", list_into(config.excluded_columns)}}}},
       {"apply",
        {{"approvals", os::toml_whole(config.approval.needed, 0, 100)},
         {"approvers", {"a list of people, each in quotes: \"ann@example.org\"", list_into(config.approval.by)}},
         {"approved_by", {"a list of trailers, each in quotes: \"Reviewed-by\"", trailers}},
         {"before", os::toml_text(config.telling.before)},
         {"after", os::toml_text(config.telling.after)},
         {"webhook", os::toml_text(config.telling.webhook)}}}},
      "docs/ante-toml.md"));
  if (!no_waiver.what.empty()) return at(file.string(), std::move(no_waiver));
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
