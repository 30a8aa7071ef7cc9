#include "sql/tokens.h"

#include <fmt/format.h>
#include <pg_query.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/units.h"
#include "sql/large_stack.h"
#include "sql/statement.h"

namespace ante::sql {
namespace {

// Of a gigabyte of stack, the deepest walk (fingerprint) needs less than 2 kB a level.
constexpr std::size_t deepest_nesting = 300'000;

// The scanner hands its tokens over as a protobuf message (pg_query.proto: ScanResult, ScanToken). Only varints and
// nested messages occur in it.
class Message {
 public:
  explicit Message(std::string_view bytes) : rest_(bytes) {}
  // The next field; false at the end. A nested message is in `nested`, a number in `number`.
  bool next() {
    if (rest_.empty()) return false;
    auto key = varint();
    field = static_cast<int>(key >> 3);
    if ((key & 7) == 2) {
      auto length = std::min<std::size_t>(varint(), rest_.size());
      nested = rest_.substr(0, length);
      rest_.remove_prefix(length);
    } else {
      number = varint();
    }
    return true;
  }
  int field = 0;
  std::uint64_t number = 0;
  std::string_view nested;

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; !rest_.empty() && shift < 64; shift += 7) {
      auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    return value;
  }
  std::string_view rest_;
};

// Numbers of pg_query.proto's enum Token.
Token::Kind kind_of(std::uint64_t token) {
  switch (token) {
    case 258:
    case 259:
      return Token::Kind::word;  // IDENT, UIDENT
    case 260:
    case 261:
    case 262:
    case 263:
    case 264:
    case 266:
      return Token::Kind::constant;  // FCONST … ICONST
    case 267:
      return Token::Kind::parameter;
    case 275:
    case 276:
      return Token::Kind::comment;  // SQL_COMMENT, C_COMMENT
    default:
      return Token::Kind::symbol;
  }
}

// The scanner gives some tokens too short (U&'…', strings continued on a next line). What follows a token up to the
// next one, white space aside, belongs to it: nothing of the text can fall between two tokens.
void close_gaps(std::vector<Token>& tokens, std::string_view text) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    auto next = i + 1 < tokens.size() ? tokens[i + 1].start : text.size();
    auto last = text.substr(0, next).find_last_not_of(" \t\r\n\f\v");
    if (last != std::string_view::npos) tokens[i].end = std::max(tokens[i].end, last + 1);
  }
}

// N'abc' is scanned as a keyword of one letter and a string.
void join_national_strings(std::vector<Token>& tokens, std::string_view text) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    bool national = i > 0 && tokens[i].kind == Token::Kind::constant && text[tokens[i].start] == '\'' &&
                    tokens[i - 1].kind == Token::Kind::word && tokens[i - 1].start + 1 == tokens[i].start &&
                    (text[tokens[i - 1].start] == 'n' || text[tokens[i - 1].start] == 'N');
    if (national) {
      tokens[i].start -= 1;
      kept -= 1;
    }
    tokens[kept++] = tokens[i];
  }
  tokens.resize(kept);
}

std::vector<Token> tokens_of(std::string_view bytes) {
  std::vector<Token> tokens;
  for (Message result(bytes); result.next();) {
    if (result.field != 2) continue;
    Token token;
    std::uint64_t keyword = 0;
    for (Message one(result.nested); one.next();) {
      if (one.field == 1) token.start = one.number;
      if (one.field == 2) token.end = one.number;
      if (one.field == 4) token.kind = kind_of(one.number);
      if (one.field == 5) keyword = one.number;
    }
    if (keyword > 0) token.kind = Token::Kind::word;
    token.reserved = keyword > 1;
    tokens.push_back(token);
  }
  return tokens;
}

bool is_set_operation(std::string_view word) {
  auto name = lower(word);
  return name == "union" || name == "intersect" || name == "except";
}

bool continues_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// With standard_conforming_strings off, a backslash before a quote does not end a string, and what looks like SQL
// behind it may be data. Which of the two a text means cannot be told from the text.
bool ambiguous(std::string_view constant) { return constant.starts_with('\'') && contains(constant, "\\'"); }

}  // namespace

Result<void> check_text(std::string_view text) {
  if (text.size() > longest_text)
    return bad_input(
        fmt::format("a text of {} is longer than can be parsed", human(Bytes{static_cast<std::int64_t>(text.size())})),
        "split it into several files");
  if (text.find('\0') != std::string_view::npos)
    return bad_input("the SQL text holds a NUL byte", "is it UTF-16? Save it as UTF-8");
  if (!valid_utf8(text)) return bad_input("the SQL text is not valid UTF-8", "save it as UTF-8");
  return {};
}

Result<std::vector<Token>> scan(std::string_view text) {
  TRY(check_text(text));
  std::vector<Token> tokens;
  std::optional<Error> failed;
  on_large_stack([&] {
    auto scanned = pg_query_scan(std::string(text).c_str());
    if (scanned.error)
      failed = Error{fmt::format("the SQL text does not scan: {}", scanned.error->message), {}, Exit::bad_input};
    else

      tokens = tokens_of({scanned.pbuf.data, scanned.pbuf.len});
    pg_query_free_scan_result(scanned);
  });
  if (failed) return std::unexpected(std::move(*failed));
  join_national_strings(tokens, text);
  close_gaps(tokens, text);
  return tokens;
}

Result<void> check_nesting(std::string_view text, const std::vector<Token>& tokens) {
  struct Level {
    std::size_t set_operations = 0;    // SELECT 1, 2 UNION SELECT 1, 2 UNION …: a chain that commas do not end
    std::size_t here = 0, inside = 0;  // tokens since the last comma, and the depth of the brackets among them
    std::size_t deepest = 0;           // of the parts between commas
    std::size_t depth() const { return set_operations + std::max(deepest, here + inside); }
  };
  std::vector<Level> levels(1);
  auto close = [&] {
    auto depth = levels.back().depth();
    levels.pop_back();
    levels.back().here += 1;
    levels.back().inside = std::max(levels.back().inside, depth);
  };
  for (auto& token : tokens) {
    auto word = text_of(token, text);
    auto& level = levels.back();
    if (word == "(" || word == "[")
      levels.emplace_back();
    else if ((word == ")" || word == "]") && levels.size() > 1)
      close();
    else if (word == "," || word == ";")
      level.deepest = level.depth() - level.set_operations, level.here = level.inside = 0;
    else if (token.reserved && is_set_operation(word))
      ++level.set_operations;
    else if (token.kind != Token::Kind::comment)
      ++level.here;
  }
  while (levels.size() > 1) close();
  if (levels.front().depth() <= deepest_nesting) return {};
  return bad_input(fmt::format("a statement nests {} levels deep: {}", levels.front().depth(), one_line(text, 60)),
                   "split it, or use = ANY (array) in place of a long chain");
}

Result<void> check_quotes(std::string_view text, const std::vector<Token>& tokens) {
  for (auto& token : tokens)
    if (token.kind == Token::Kind::constant && ambiguous(text_of(token, text)))
      return bad_input("a backslash before a quote: whether it ends the string depends on the server's settings",
                       "write E'…' where backslashes are escapes");
  return {};
}

std::string respelled(std::string_view text, const std::vector<Token>& tokens,
                      const std::function<std::string(std::string_view constant)>& spell) {
  std::string result;
  std::size_t done = 0;
  bool after_constant = false;
  for (auto& token : tokens) {
    auto before_end = done;
    result += text.substr(done, token.start - done);  // white space, by close_gaps
    done = token.end;
    bool constant = token.kind == Token::Kind::constant;
    bool comment = token.kind == Token::Kind::comment;
    auto piece = constant  ? spell(text_of(token, text))
                 : comment ? std::string(" ")
                           : std::string(text_of(token, text));
    // date'2020-01-01'AS must not become date$1AS.
    bool touches = !result.empty() && !comment && token.start == before_end;
    if (touches && ((constant && continues_name(result.back())) || (after_constant && continues_name(piece.front()))))
      result += ' ';
    result += piece;
    after_constant = constant;
  }
  return std::string(trim(result));
}

std::string without_constants(std::string_view text, const std::vector<Token>& tokens) {
  int highest = 0;
  for (auto& token : tokens) {
    if (token.kind != Token::Kind::parameter) continue;
    int number = 0;
    std::from_chars(text.data() + token.start + 1, text.data() + token.end, number);
    highest = std::max(highest, number);
  }
  return respelled(text, tokens, [&](std::string_view) { return fmt::format("${}", ++highest); });
}

std::string quoted_where_needed(std::string_view name) {
  auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  bool simple = !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, plain);
  if (simple) {
    auto tokens = scan(name);
    simple = tokens && tokens->size() == 1 && !tokens->front().reserved;
  }
  return simple ? std::string(name) : "\"" + replace_all(std::string(name), "\"", "\"\"") + "\"";
}

std::string as_the_server_writes(std::string_view written) {
  bool quoted = written.size() > 1 && written.front() == '"' && written.back() == '"';
  if (!quoted) return quoted_where_needed(lower(std::string(written)));
  return quoted_where_needed(replace_all(std::string(written.substr(1, written.size() - 2)), "\"\"", "\""));
}

}  // namespace ante::sql
