#include "change/script.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "sql/statement.h"

namespace ante::change {
namespace {

// pg_dump and psql write COPY … FROM stdin; in one line, and its rows below it up to a line with \. alone.
bool opens_copy_data(std::string_view line) {
  auto words = lower(trim(line));
  return words.starts_with("copy ") && words.ends_with(";") && contains(words, " from stdin");
}

struct WithoutData {
  std::string sql;                  // the script with blank lines where data was
  std::map<int, std::string> data;  // by the line of its COPY
};

Result<WithoutData> take_out_copy_data(std::string_view script, const std::string& file) {
  WithoutData result;
  int line_number = 0, copy_line = 0;
  for (auto& line : split(script, '\n')) {
    ++line_number;
    bool ends = copy_line && trim(line) == "\\.";
    if (copy_line && !ends) result.data[copy_line] += line + "\n";
    if (!copy_line) result.sql += line;
    result.sql += '\n';
    if (ends) {
      copy_line = 0;
    } else if (!copy_line && opens_copy_data(line)) {
      copy_line = line_number;
      result.data[copy_line];
    }
  }
  if (copy_line)
    return bad_input(fmt::format("{}:{}: the data of this COPY … FROM stdin does not end", file, copy_line),
                     "end it with a line that holds \\. and nothing else");
  return result;
}

// Where the statement's own words begin: comments before it are skipped.
std::string_view without_leading_comments(std::string_view text) {
  for (;;) {
    text = trim(text);
    std::size_t end = std::string_view::npos;
    if (text.starts_with("--"))
      end = text.find('\n');
    else if (text.starts_with("/*"))
      end = text.find("*/") == std::string_view::npos ? end : text.find("*/") + 1;
    else
      return text;
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
}

int line_at(std::string_view script, std::size_t offset) {
  return 1 + static_cast<int>(std::ranges::count(script.substr(0, offset), '\n'));
}

}  // namespace

Result<std::vector<Step>> steps_of(std::string_view script, const std::string& file) {
  auto parts = TRY(take_out_copy_data(script, file));
  auto statements = sql::split_statements(parts.sql);
  if (!statements) return at(file, statements.error());
  std::vector<Step> steps;
  for (auto& statement : *statements) {
    auto words = without_leading_comments(statement.text);
    if (words.empty()) continue;
    int line = line_at(parts.sql, statement.offset + static_cast<std::size_t>(words.data() - statement.text.data()));
    if (words.starts_with("\\"))
      return bad_input(
          fmt::format("{}:{}: '{}' is a command of psql, not SQL", file, line, one_line(split(words, '\n')[0], 60)),
          "write it as SQL, or leave it out");
    auto data = parts.data.find(line);
    steps.push_back({std::string(words), file, line, data == parts.data.end() ? "" : data->second});
  }
  return steps;
}

}  // namespace ante::change
