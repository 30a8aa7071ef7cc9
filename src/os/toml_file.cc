#include "os/toml_file.h"

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "base/text.h"
#include "os/folders.h"

namespace ante::os {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_file = 1u << 20;

std::string place(const fs::path& file, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", file.string(), source.begin.line, source.begin.column);
}

std::string nearest(std::string_view key, const std::vector<std::string>& known) {
  auto best = std::ranges::min_element(known, {}, [&](auto& name) { return edit_distance(key, name); });
  if (best != known.end() && edit_distance(key, *best) <= 3) return fmt::format("did you mean '{}'?", *best);
  return fmt::format("known are: {}", join(known, ", "));
}

TomlValue value_of(const toml::node& node) {
  if (auto text = node.value_exact<std::string>()) return *text;
  if (auto whole = node.value_exact<std::int64_t>()) return *whole;
  if (auto number = node.value_exact<double>()) return *number;
  if (auto flag = node.value_exact<bool>()) return *flag;
  auto* list = node.as_array();
  if (!list) return {};
  std::vector<std::string> texts;
  for (auto& element : *list) {
    auto text = element.value_exact<std::string>();
    if (!text) return {};
    texts.push_back(*text);
  }
  return texts;
}

class Reader {
 public:
  Reader(const fs::path& file, const std::map<std::string, TomlKeys>& tables) : file_(file), tables_(tables) {}

  Result<void> whole(const toml::table& top) const {
    TRY(table(top, tables_.at(""), true));
    for (auto& [name, keys] : tables_) {
      auto* node = name.empty() ? nullptr : top.get(name);
      if (!node) continue;
      if (!node->as_table())
        return bad_input(fmt::format("{}: '{}' must be a table: [{}]", place(file_, node->source()), name, name));
      TRY(table(*node->as_table(), keys, false));
    }
    return {};
  }

 private:
  Result<void> table(const toml::table& table, const TomlKeys& keys, bool top) const {
    std::vector<std::string> known;
    for (auto& [name, key] : keys) known.push_back(name);
    for (auto& [name, inside] : tables_)
      if (top && !name.empty()) known.push_back(name);
    for (auto&& [name, value] : table) {
      if (top && tables_.contains(std::string(name.str()))) continue;
      auto key = keys.find(name.str());
      if (key == keys.end()) key = keys.find("*");
      if (key == keys.end())
        return bad_input(fmt::format("{}: there is no key '{}'", place(file_, name.source()), name.str()),
                         nearest(name.str(), known));
      if (!key->second.take(std::string(name.str()), value_of(value)))
        return bad_input(fmt::format("{}: the value of '{}' must be {}", place(file_, value.source()), name.str(),
                                     key->second.wants));
    }
    return {};
  }

  const fs::path& file_;
  const std::map<std::string, TomlKeys>& tables_;
};

template <class T>
bool take_exactly(const TomlValue& value, T& into) {
  auto* found = std::get_if<T>(&value);
  if (found) into = *found;
  return found;
}

}  // namespace

Result<void> read_toml(const fs::path& file, const std::map<std::string, TomlKeys>& tables, std::string_view page) {
  auto text = read_file(file, longest_file);
  if (!text) return bad_input(text.error().what, text.error().next);
  auto parsed = toml::parse(*text, file.string());
  if (!parsed)
    return bad_input(fmt::format("{}: {}", place(file, parsed.error().source()), parsed.error().description()),
                     fmt::format("{} shows what the file may hold", page));
  return Reader(file, tables).whole(parsed.table());
}

TomlKey toml_text(std::string& into) {
  return {"text in quotes", [&into](auto&, auto& value) { return take_exactly(value, into); }};
}

TomlKey toml_number(double& into, double least, double most) {
  return {fmt::format("a number from {} to {}", least, most), [&into, least, most](auto&, auto& value) {
            std::int64_t whole = 0;
            double found = 0;
            if (take_exactly(value, whole))
              found = static_cast<double>(whole);
            else if (!take_exactly(value, found))
              return false;
            if (found < least || found > most) return false;
            into = found;
            return true;
          }};
}

TomlKey toml_whole(int& into, int least, int most) {
  return {fmt::format("a whole number from {} to {}", least, most), [&into, least, most](auto&, auto& value) {
            std::int64_t whole = 0;
            if (!take_exactly(value, whole) || whole < least || whole > most) return false;
            into = static_cast<int>(whole);
            return true;
          }};
}

TomlKey toml_flag(bool& into) {
  return {"true or false", [&into](auto&, auto& value) { return take_exactly(value, into); }};
}

TomlKey toml_texts(std::vector<std::string>& into) {
  return {"a list of texts in quotes", [&into](auto&, auto& value) { return take_exactly(value, into); }};
}

}  // namespace ante::os
