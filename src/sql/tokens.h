// A statement's tokens, as PostgreSQL's own scanner sees them, and what follows from tokens alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ante::sql {

struct Token {
  enum class Kind { word, constant, parameter, comment, symbol };
  Kind kind = Kind::symbol;
  std::size_t start = 0, end = 0;  // bytes of the text
  bool reserved = false;           // a keyword that cannot be a name unquoted
};

// Text that the grammar may be given: short enough, UTF-8, without NUL bytes.
Result<void> check_text(std::string_view text);

// Refuses what does not scan (an unterminated string) and what nests deeper than the large stack can bear.
Result<std::vector<Token>> scan(std::string_view text);
// Refuses a statement that would nest too deep to be walked. A tree cannot be deeper than this: at each level of
// brackets, every node needs a token of its own between two commas.
Result<void> check_nesting(std::string_view text, const std::vector<Token>& tokens);

inline std::string_view text_of(const Token& token, std::string_view text) {
  return text.substr(token.start, token.end - token.start);
}

// A name as SQL must write it, and as the server means what stands there: small, unless it is quoted.
std::string quoted_where_needed(std::string_view name);
std::string as_the_server_writes(std::string_view written);

// Refuses '…\'…': with standard_conforming_strings off its string would end elsewhere, and leave data outside.
Result<void> check_quotes(std::string_view text, const std::vector<Token>& tokens);

// The text without comments and with its constants spelled as `spell` says, set apart where they touched a word.
std::string respelled(std::string_view text, const std::vector<Token>& tokens,
                      const std::function<std::string(std::string_view constant)>& spell);
// The text with every constant as the next free $n and without comments, whatever its grammar.
std::string without_constants(std::string_view text, const std::vector<Token>& tokens);

}  // namespace ante::sql
