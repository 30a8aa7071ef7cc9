#include "snapshot/query_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <set>

#include "base/text.h"
#include "os/folders.h"
#include "os/interrupt.h"
#include "snapshot/locked_before.h"
#include "sql/large_stack.h"
#include "sql/statement.h"
#include "sql/tokens.h"
#include "sql/variables.h"

namespace ante::snapshot {
namespace {

namespace fs = std::filesystem;

// Commands of psql and pgbench that end a statement where they stand, as a semicolon does.
const std::regex& sends() {
  static const std::regex commands(R"(\\(g|gx|gset|aset|gexec|gdesc|crosstabview|bind|watch)\b.*$)");
  return commands;
}

// Every line keeps its number.
std::string without_commands(std::string_view script) {
  std::string sql;
  for (auto& line : split(script, '\n')) {
    if (!trim(line).starts_with('\\')) {
      sql += std::regex_replace(line, sends(), ";");
    } else if (std::regex_search(line, sends())) {
      sql += ";";
    }
    sql += "\n";
  }
  return sql;
}

// Each occurrence is a parameter of its own: a client that puts in text gives each the type that its place wants.
Result<std::string> with_parameters(std::string_view sql) {
  std::size_t highest = 0;
  for (auto& token : TRY(sql::scan(sql)))
    if (token.kind == sql::Token::Kind::parameter)
      highest = std::max<std::size_t>(highest, std::strtoul(sql.data() + token.start + 1, nullptr, 10));
  return sql::replace_variables(sql,
                                [&](std::string_view) -> Result<std::string> { return fmt::format("${}", ++highest); });
}

// What holds queries that are not seen: CALL, COPY (SELECT …), DECLARE, PREPARE.
bool hides_a_query(const sql::Facts& facts) {
  static const std::set<std::string, std::less<>> kinds{"CallStmt", "CopyStmt", "DeclareCursorStmt", "PrepareStmt",
                                                        "DoStmt"};
  return kinds.contains(facts.kind);
}

Result<void> read_file(const fs::path& file, const std::string& shown, WrittenQueries& queries) {
  auto statements = sql::split_statements(without_commands(TRY(os::read_file(file))));
  if (!statements) return at(shown, statements.error());
  sql::on_large_stack([&] {
    LockedBefore before;
    std::optional<Before> last;
    for (auto& statement : *statements) {
      if (os::interrupted()) return;
      auto place = fmt::format("{}:{}", shown, statement.line);
      auto text = with_parameters(statement.text);
      if (!text) text = statement.text;
      auto facts = sql::facts(*text);
      if (facts) before.see(*text, *facts);
      if (facts && facts->utility) {
        if (hides_a_query(*facts)) queries.not_read.push_back(fmt::format("{}: {}", place, one_line(*text, 80)));
        continue;
      }
      auto normal = facts ? sql::normalise(*text) : sql::normalise_by_tokens(*text);
      auto print = normal ? sql::fingerprint(*normal) : std::unexpected(normal.error());
      WrittenQuery query{std::move(place), *std::move(text), print.value_or("")};
      query.locked = before.locked();
      if (last) query.before.push_back(*std::move(last));
      last = Before{query.place, query.text};
      queries.queries.push_back(std::move(query));
    }
  });
  if (os::interrupted()) return os::interrupted_error();
  return {};
}

}  // namespace

Result<WrittenQueries> read_queries(const std::vector<fs::path>& paths) {
  WrittenQueries queries;
  for (auto& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      TRY(read_file(path, path.string(), queries));
      continue;
    }
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error))
      if (entry->path().extension() == ".sql") files.push_back(entry->path());
    if (error) return bad_input(fmt::format("cannot read {}: {}", path.string(), error.message()));
    if (files.empty()) return bad_input(fmt::format("there is no .sql file in {}", path.string()));
    std::ranges::sort(files);
    for (auto& file : files) TRY(read_file(file, file.lexically_relative(path).string(), queries));
  }
  return queries;
}

}  // namespace ante::snapshot
