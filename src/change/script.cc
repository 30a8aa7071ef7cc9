#include "change/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "sql/secrets.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::change {
namespace {

// What may be scanned in search of COPY … FROM stdin, for texts that are made to take long.
constexpr std::size_t most_scanned = std::size_t{4} << 30;

// psql reads the rows from the lines below the statement, up to one that holds \. and nothing else.
struct Copy {
  std::size_t end = 0;  // of the statement, with its semicolon
  std::string_view data;
  std::size_t next = 0;  // where the script goes on
};

Result<Copy> with_data(std::string_view script, std::size_t end, const std::string& where) {
  auto line_end = std::min(script.find('\n', end), script.size());
  if (auto rest = trim(script.substr(end, line_end - end)); !rest.empty() && !rest.starts_with("--"))
    return bad_input(fmt::format("{}: '{}' stands between a COPY … FROM stdin and its rows", where, one_line(rest, 60)),
                     "put it on a line below the rows");
  auto begin = std::min(line_end + 1, script.size());
  if (auto stop = end_of_rows(script, line_end); stop != script.npos) {
    auto start = script.rfind('\\', stop - 1);
    return Copy{end, script.substr(begin, start - begin), stop};
  }
  return bad_input(fmt::format("{}: the data of this COPY … FROM stdin does not end", where),
                   "end it with a line that holds \\. and nothing else");
}

// Where stdin or stdout may be written next.
std::size_t find_std(std::string_view script, std::size_t from) {
  constexpr std::string_view word = "std";
  auto same = [](char a, char b) { return (a | 0x20) == b; };
  auto found = std::search(script.begin() + static_cast<std::ptrdiff_t>(std::min(from, script.size())), script.end(),
                           word.begin(), word.end(), same);
  return found == script.end() ? std::string_view::npos : static_cast<std::size_t>(found - script.begin());
}

// The end of the first COPY … FROM stdin, behind its semicolon. A semicolon ends a statement where the text up to it
// scans, and splits there: what only looks like a COPY, in a comment or a string, is none to psql either.
Result<std::optional<std::size_t>> end_of_copy(std::string_view script, std::size_t from) {
  std::size_t scanned = 0;
  for (auto word = find_std(script, from); word != std::string_view::npos; word = find_std(script, word)) {
    auto end = script.find(';', word);
    for (;; end = script.find(';', end + 1)) {
      if (end == std::string_view::npos) return std::nullopt;
      auto until = script.substr(from, end + 1 - from);
      scanned += until.size();
      if (scanned > most_scanned) return bad_input("where its statements end cannot be found out", "split the file");
      if (!sql::scan(until)) continue;
      auto statements = TRY(sql::split_statements(until));
      if (statements.empty()) break;
      auto& last = statements.back();
      if (last.text.ends_with(';')) continue;  // in brackets, in a body, or in a comment
      if (from + last.offset <= word && reads_stdin(last.text)) return end + 1;
      from += last.offset;
      break;
    }
    word = std::max(word + 1, std::min(end, from));
  }
  return std::nullopt;
}

int lines_in(std::string_view text) { return static_cast<int>(std::ranges::count(text, '\n')); }

}  // namespace

bool reads_stdin(std::string_view statement) {
  auto tokens = sql::scan(statement);
  if (!tokens) return false;
  std::string before;
  int brackets = 0;
  for (auto& token : *tokens) {
    if (token.kind == sql::Token::Kind::comment) continue;
    auto word = lower(sql::text_of(token, statement));
    if (before.empty() && word != "copy") return false;
    if (brackets == 0 && before == "from" && (word == "stdin" || word == "stdout")) return true;
    if (word == "(") ++brackets;
    if (word == ")") --brackets;
    before = word;
  }
  return false;
}

std::size_t end_of_rows(std::string_view script, std::size_t from) {
  for (auto start = from + 1; start < script.size();) {
    auto stop = std::min(script.find('\n', start), script.size());
    auto line = script.substr(start, stop - start);
    if (line == "\\." || line == "\\.\r") return stop;
    start = stop + 1;
  }
  return script.npos;
}

bool controls_transactions(const std::vector<Step>& steps) {
  // The grammar is asked of the few statements that begin so, not of a million INSERTs.
  constexpr std::array words{"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"};
  return std::ranges::any_of(steps, [&](auto& step) {
    auto begins = [&, start = lower(std::string_view(step.sql).substr(0, 10))](auto* word) {
      return start.starts_with(word);
    };
    if (std::ranges::none_of(words, begins)) return false;
    auto facts = sql::facts(step.sql);
    return facts && facts->transaction_control;
  });
}

void Step::hide_secrets() {
  if (auto shown = sql::without_secrets(sql)) sql = *std::move(shown), secret = true;
}

Result<std::vector<Step>> steps_of(std::string_view script, const std::string& file, int first_line) {
  std::vector<Step> steps;
  int lines = first_line - 1;  // above `start`
  for (std::size_t start = 0;;) {
    auto copy_end = end_of_copy(script, start);
    if (!copy_end) return at(file, copy_end.error());
    auto part = script.substr(start, copy_end->value_or(script.size()) - start);
    auto statements = sql::split_statements(part);
    if (!statements) return at(file, statements.error());
    for (auto& statement : *statements) {
      int line = lines + statement.line;
      if (statement.text.empty()) continue;
      if (statement.text.starts_with("\\"))
        return bad_input(fmt::format("{}:{}: '{}' is a command of psql, not SQL", file, line,
                                     one_line(split(statement.text, '\n')[0], 60)),
                         "write it as SQL, or leave it out");
      steps.push_back({std::move(statement.text), file, line, ""});
      steps.back().hide_secrets();
    }
    if (!*copy_end) return steps;
    auto copy = TRY(with_data(script, **copy_end, fmt::format("{}:{}", file, steps.back().line)));
    steps.back().copy_data = copy.data;
    lines += lines_in(script.substr(start, copy.next - start));
    start = copy.next;
  }
}

}  // namespace ante::change
