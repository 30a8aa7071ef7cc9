#include "snapshot/query_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "os/folders.h"
#include "os/interrupt.h"
#include "sql/large_stack.h"
#include "sql/statement.h"
#include "sql/variables.h"

namespace ante::snapshot {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view sends = "\\gset";  // ends a statement as a semicolon does

// Every line keeps its number.
std::string without_commands(std::string_view script) {
  std::string sql;
  for (auto& line : split(script, '\n')) {
    auto shown = trim(line);
    if (shown.ends_with(sends))
      sql += line.substr(0, line.rfind(sends)) + ";";
    else if (!shown.starts_with('\\'))
      sql += line;
    sql += "\n";
  }
  return sql;
}

Result<std::string> with_parameters(std::string_view sql) {
  std::map<std::string, std::size_t, std::less<>> given;
  return sql::replace_variables(sql, [&](std::string_view name) -> Result<std::string> {
    return fmt::format("${}", given.try_emplace(std::string(name), given.size() + 1).first->second);
  });
}

Result<void> read_file(const fs::path& file, const std::string& shown, std::vector<WrittenQuery>& queries) {
  auto statements = sql::split_statements(without_commands(TRY(os::read_file(file))));
  if (!statements) return at(shown, statements.error());
  sql::on_large_stack([&] {
    for (auto& statement : *statements) {
      if (os::interrupted()) return;
      auto text = with_parameters(statement.text);
      if (!text) text = statement.text;
      auto facts = sql::facts(*text);
      if (facts && facts->utility) continue;
      auto normal = facts ? sql::normalise(*text) : sql::normalise_by_tokens(*text);
      auto print = normal ? sql::fingerprint(*normal) : std::unexpected(normal.error());
      queries.push_back({fmt::format("{}:{}", shown, statement.line), *std::move(text), print.value_or("")});
    }
  });
  if (os::interrupted()) return os::interrupted_error();
  return {};
}

}  // namespace

Result<std::vector<WrittenQuery>> read_queries(const std::vector<fs::path>& paths) {
  std::vector<WrittenQuery> queries;
  for (auto& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      TRY(read_file(path, path.string(), queries));
      continue;
    }
    std::vector<fs::path> files;
    for (auto& entry : fs::directory_iterator(path, error))
      if (entry.path().extension() == ".sql") files.push_back(entry.path());
    if (error) return bad_input(fmt::format("cannot read {}: {}", path.string(), error.message()));
    if (files.empty()) return bad_input(fmt::format("there is no .sql file in {}", path.string()));
    std::ranges::sort(files);
    for (auto& file : files) TRY(read_file(file, file.filename().string(), queries));
  }
  return queries;
}

}  // namespace ante::snapshot
