// Any text as SQL. What normalising lets through holds no string constant, and normalising it again changes nothing.
#include <cstdlib>
#include <string>

#include "sql/statement.h"
#include "sql/tokens.h"

namespace {

void check_without_strings(const std::string& text) {
  auto tokens = ante::sql::scan(text);
  if (!tokens) return;  // a parameter may touch a word that the original text had in a comment's place
  for (auto& token : *tokens)
    if (token.kind == ante::sql::Token::Kind::constant && text[token.start] == '\'') std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  if (size > 1 << 16) return 0;
  std::string text(reinterpret_cast<const char*>(bytes), size);
  (void)ante::sql::split_statements(text);
  (void)ante::sql::facts(text);
  (void)ante::sql::fingerprint(text);
  if (auto normal = ante::sql::normalise(text)) check_without_strings(*normal);
  if (auto normal = ante::sql::normalise_by_tokens(text)) check_without_strings(*normal);
  return 0;
}
