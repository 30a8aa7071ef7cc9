#include "drill/description.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "load/expression.h"
#include "os/folders.h"
#include "os/toml_file.h"

namespace ante::drill {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "drill.toml";

os::TomlKey path_key(const fs::path& folder, fs::path& into) {
  return {"a path in quotes", [&](auto&, const os::TomlValue& value) {
            auto* text = std::get_if<std::string>(&value);
            if (text) into = (folder / *text).lexically_normal();
            return text != nullptr;
          }};
}

// Values as they stand: sizes are expressions, settings are text.
os::TomlKey any_key(std::map<std::string, std::string>& into) {
  return {"text in quotes or a whole number", [&](const std::string& name, const os::TomlValue& value) {
            if (auto* text = std::get_if<std::string>(&value)) into[name] = *text;
            if (auto* number = std::get_if<std::int64_t>(&value)) into[name] = std::to_string(*number);
            return into.contains(name);
          }};
}

// A size may follow from others, in whatever order they are written.
Result<std::map<std::string, std::int64_t>> sizes_of(std::map<std::string, std::string> written,
                                                     std::map<std::string, std::int64_t> sizes) {
  load::Names names;
  load::Variables values;
  auto learn = [&](const std::string& name, std::int64_t value) {
    values.resize(static_cast<std::size_t>(names.place(name)) + 1);
    values.back() = std::to_string(value);
    sizes[name] = value;
  };
  for (auto& [name, value] : std::map(sizes)) learn(name, value), written.erase(name);
  load::Chance nothing_random(0);
  while (!written.empty()) {
    Error last;
    auto before = written.size();
    std::erase_if(written, [&](auto& one) {
      auto expression = load::Expression::read(one.second, names);
      if (!expression) {
        last = expression.error();
        last.what = fmt::format("the size {}: {}", one.first, last.what);
        return false;
      }
      learn(one.first, expression->value(values, nothing_random));
      return true;
    });
    if (written.size() == before) return std::unexpected(last);
  }
  return sizes;
}

std::vector<fs::path> places() {
  std::vector<fs::path> places;
  std::error_code none;
  for (auto at = fs::current_path(none); !none && !at.empty(); at = at.parent_path()) {
    places.push_back(at / "drills");
    if (at == at.parent_path()) break;
  }
  auto self = fs::read_symlink("/proc/self/exe", none);
  places.push_back(self.parent_path() / "../share/antemortem/drills");
  places.push_back(self.parent_path() / "../../drills");
  return places;
}

}  // namespace

Result<Description> read_description(const fs::path& named, const std::map<std::string, std::int64_t>& sizes) {
  std::error_code none;
  // Programs that are started from the drill begin in folders of their own.
  auto folder = fs::absolute(named, none).lexically_normal();
  if (folder.filename().empty()) folder = folder.parent_path();
  auto file = folder / file_name;
  if (!fs::exists(file, none))
    return bad_input(fmt::format("there is no {} in {}", file_name, folder.string()),
                     "docs/drills.md says what a drill is; ante drill new NAME begins one");
  Description drill;
  drill.folder = folder;
  drill.name = folder.filename().string();
  drill.before = folder / "app/v1", drill.after = folder / "app/v2";
  drill.struck = folder / "changes/struck", drill.good = folder / "changes/good",
  drill.undone = folder / "changes/undone";
  std::map<std::string, std::string> written;
  TRY(os::read_toml(file,
                    {{"",
                      {{"title", os::toml_text(drill.title)},
                       {"told", os::toml_text(drill.told)},
                       {"owner", os::toml_text(drill.owner)},
                       {"role", os::toml_text(drill.role)}}},
                     {"then", {{"out", os::toml_text(drill.out)}, {"known", os::toml_text(drill.known)}}},
                     {"sizes", {{"*", any_key(written)}}},
                     {"server",
                      {{"major", os::toml_whole(drill.major, 12, 99)},
                       {"processors", os::toml_whole(drill.processors, 1, 1024)},
                       {"*", any_key(drill.settings)}}},
                     {"traffic",
                      {{"rate", os::toml_number(drill.rate, 0.01, 100'000)},
                       {"before", path_key(folder, drill.before)},
                       {"after", path_key(folder, drill.after)},
                       {"hotfix", path_key(folder, drill.hotfix)}}},
                     {"changes",
                      {{"struck", path_key(folder, drill.struck)},
                       {"good", path_key(folder, drill.good)},
                       {"undone", path_key(folder, drill.undone)},
                       {"dies", os::toml_flag(drill.dies)}}},
                     {"seconds",
                      {{"peace", os::toml_whole(drill.peace, 1, 3600)},
                       {"outage", os::toml_whole(drill.outage, 1, 3600)},
                       {"recovery", os::toml_whole(drill.recovery, 1, 3600)},
                       {"hotfix", os::toml_whole(drill.hotfix_after, 0, 3600)},
                       {"killed", os::toml_whole(drill.killed, 0, 3600)},
                       {"code_back", os::toml_whole(drill.code_back, 0, 3600)}}},
                     {"goals",
                      {{"errors", os::toml_number(drill.goals.errors, 0, 1)},
                       {"affected", os::toml_number(drill.goals.affected, 0, 1)},
                       {"processor", os::toml_number(drill.goals.processor, 0, 1)},
                       {"cause", os::toml_texts(drill.goals.cause)},
                       {"innocent", os::toml_texts(drill.goals.innocent)},
                       {"slow", os::toml_text(drill.goals.slow)}}}},
                    "docs/drills.md"));
  auto all = sizes_of(std::move(written), sizes);
  if (!all) {
    auto error = all.error();
    error.exit = Exit::bad_input;
    return at(file.string(), std::move(error));
  }
  drill.sizes = *std::move(all);
  return drill;
}

Result<fs::path> find_drill(const std::string& name) {
  std::error_code none;
  if (contains(name, "/") || fs::exists(fs::path(name) / file_name, none)) return fs::path(name);
  for (auto& place : places())
    if (fs::exists(place / name / file_name, none)) return (place / name).lexically_normal();
  auto known = known_drills();
  return bad_input(
      fmt::format("there is no drill '{}'", name),
      known.empty() ? "give the path of its folder" : "there are " + join(known, ", ") + "; or give a path");
}

std::vector<std::string> known_drills() {
  std::error_code none;
  for (auto& place : places()) {
    std::vector<std::string> names;
    for (auto& entry : fs::directory_iterator(place, none))
      if (fs::exists(entry.path() / file_name, none)) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    if (!names.empty()) return names;
  }
  return {};
}

}  // namespace ante::drill
