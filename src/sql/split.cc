// Splitting a script. The grammar knows best where a statement ends (CREATE RULE … DO (a; b), BEGIN ATOMIC … END);
// where the script does not parse as a whole, semicolons are taken from the scanner, with the same two exceptions.
#include <pg_query.h>

#include "base/text.h"
#include "sql/large_stack.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::sql {
namespace {

struct Range {
  std::size_t start = 0, end = 0;
};

std::optional<std::vector<Range>> split_by_grammar(std::string_view script) {
  std::optional<std::vector<Range>> ranges;
  on_large_stack([&] {
    auto split = pg_query_split_with_parser(std::string(script).c_str());
    if (!split.error) {
      ranges.emplace();
      for (int i = 0; i < split.n_stmts; ++i) {
        auto start = static_cast<std::size_t>(split.stmts[i]->stmt_location);
        auto length = static_cast<std::size_t>(split.stmts[i]->stmt_len);
        ranges->push_back({start, length > 0 ? start + length : script.size()});
      }
    }
    pg_query_free_split_result(split);
  });
  return ranges;
}

// Whether a statement that begins with these words may have a body of statements: CREATE [OR REPLACE] FUNCTION.
bool may_have_a_body(const std::vector<std::string>& words) {
  std::size_t at = 0;
  auto next = [&](std::string_view word) {
    bool found = at < words.size() && words[at] == word;
    if (found) ++at;
    return found;
  };
  if (!next("create")) return false;
  if (next("or") && !next("replace")) return false;
  return next("function") || next("procedure");
}

std::vector<Range> split_by_tokens(std::string_view script, const std::vector<Token>& tokens) {
  std::vector<Range> ranges;
  std::vector<std::string> first_words;  // of the statement under way
  std::size_t start = 0;
  int brackets = 0, blocks = 0;
  for (auto& token : tokens) {
    if (token.kind == Token::Kind::comment || token.kind == Token::Kind::constant) continue;
    auto word = lower(text_of(token, script));
    if (first_words.size() < 4) first_words.push_back(word);
    if (word == "(") ++brackets;
    if (word == ")" && brackets > 0) --brackets;
    if (token.kind == Token::Kind::word && may_have_a_body(first_words)) {
      if (word == "begin" || (word == "case" && blocks > 0)) ++blocks;
      if (word == "end" && blocks > 0) --blocks;
    }
    if (word != ";" || brackets > 0 || blocks > 0) continue;
    ranges.push_back({start, token.start});
    start = token.end;
    first_words.clear();
  }
  ranges.push_back({start, script.size()});
  return ranges;
}

}  // namespace

Result<std::vector<Statement>> split_statements(std::string_view script) {
  auto tokens = TRY(scan(script));
  auto ranges = split_by_grammar(script);
  if (!ranges) ranges = split_by_tokens(script, tokens);

  // A statement begins at its first token that is no comment; its line is counted from there.
  std::vector<Statement> statements;
  auto token = tokens.begin();
  std::size_t counted_to = 0;
  int line = 1;
  for (auto& range : *ranges) {
    auto is_text = [](const Token& t) { return t.kind != Token::Kind::comment; };
    while (token != tokens.end() && (token->start < range.start || !is_text(*token))) ++token;
    if (token == tokens.end()) break;
    if (token->start >= range.end) continue;
    auto start = token->start;
    line += static_cast<int>(std::count(script.begin() + static_cast<std::ptrdiff_t>(counted_to),
                                        script.begin() + static_cast<std::ptrdiff_t>(start), '\n'));
    counted_to = start;
    statements.push_back({std::string(trim(script.substr(start, range.end - start))), start, line});
  }
  return statements;
}

}  // namespace ante::sql
