#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "change/change.h"
#include "change/marks.h"
#include "change/script.h"
#include "sql/statement.h"

namespace ante::change {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t longest_file = 64u << 20;

// 9_b.sql before 10_a.sql: runs of digits count as numbers.
bool comes_before(const std::string& a, const std::string& b) {
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i, ++j;
      continue;
    }
    auto number = [&](const std::string& text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      auto start = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(start, at - start);
    };
    auto x = number(a, i), y = number(b, j);
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
  }
  return a.size() - i < b.size() - j;
}

struct Source {
  std::string name;  // of the migration
  fs::path file;
};

// A file of the folder; or a folder in it whose up.sql or migration.sql is the migration.
std::optional<Source> source_of(const fs::directory_entry& entry) {
  auto name = entry.path().filename().string();
  std::error_code unknown;
  if (entry.is_directory(unknown)) {
    for (auto* script : {"up.sql", "migration.sql"})
      if (fs::exists(entry.path() / script, unknown)) return Source{name, entry.path() / script};
    return std::nullopt;
  }
  auto low = lower(name);
  if (!low.ends_with(".sql") || low.ends_with(".down.sql") || low == "down.sql") return std::nullopt;
  auto stem = name.substr(0, name.size() - 4);
  if (lower(stem).ends_with(".up")) stem.resize(stem.size() - 3);
  return Source{stem, entry.path()};
}

Result<std::vector<Source>> sources_at(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    return bad_input(fmt::format("there is no {}", path.string()), "name a file of SQL or a folder of migrations");
  if (!fs::is_directory(path)) return std::vector{Source{path.stem().string(), path}};
  std::vector<Source> sources;
  for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    if (auto source = source_of(*entry)) sources.push_back(std::move(*source));
  if (error) return bad_input(fmt::format("{} cannot be read: {}", path.string(), error.message()));
  if (sources.empty())
    return bad_input(fmt::format("{} holds no migrations", path.string()),
                     "migrations are files that end in .sql, run in the order of their names");
  std::ranges::sort(sources, [](auto& a, auto& b) { return comes_before(a.name, b.name); });
  return sources;
}

Result<std::string> text_of(const fs::path& file) {
  std::error_code error;
  if (fs::file_size(file, error) > longest_file || error)
    return bad_input(fmt::format("{} is too large, or no file that can be read", file.string()));
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return bad_input(fmt::format("{} cannot be read", file.string()));
  auto script = std::move(text).str();
  if (script.starts_with("\xEF\xBB\xBF")) script.erase(0, 3);
  if (!valid_utf8(script)) return bad_input(fmt::format("{} is not UTF-8", file.string()), "save it as UTF-8");
  return script;
}

bool controls_transaction(const Step& step) {
  auto facts = sql::facts(step.sql);
  return facts && facts->transaction_control;
}

}  // namespace

Result<Change> read_change(const fs::path& path, const std::vector<Ledger>& ledgers) {
  auto sources = TRY(sources_at(path));
  std::error_code unknown;
  bool is_folder = fs::is_directory(path, unknown);
  std::vector<std::string> names;
  for (auto& source : sources) names.push_back(source.name);
  auto applied = applied_of(names, ledgers);
  Change change{path.string(), {}, applied.notes, applied.doubts};
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (applied.states[i] == State::applied) continue;
    auto& source = sources[i];
    auto shown = source.file.lexically_relative(is_folder ? path : path.parent_path()).string();
    auto marked = read_marks(TRY(text_of(source.file)));
    Migration migration;
    migration.name = source.name;
    migration.steps = TRY(steps_of(marked.up, shown));
    migration.left_out = marked.left_out;
    migration.in_transaction = marked.in_transaction;
    migration.transaction_assumed = !marked.transaction_said;
    // A script that opens and ends its transactions itself has no other around it.
    if (!marked.transaction_said && std::ranges::any_of(migration.steps, controls_transaction))
      migration.in_transaction = false;
    change.migrations.push_back(std::move(migration));
  }
  return change;
}

}  // namespace ante::change
