// Taking the constants out of a statement, and hashing what is left.
//
// The grammar finds constants where they are data and leaves ordinals and type modifiers alone, so that the text can
// still be prepared. The scanner then goes over the result as a second sieve: a string of any form that is left, and
// in utility statements any constant at all, becomes a parameter too.
#include <fmt/format.h>
#include <pg_query.h>

#include "base/text.h"
#include "sql/large_stack.h"
#include "sql/statement.h"
#include "sql/tokens.h"

namespace ante::sql {
namespace {

Result<std::string> normalise_by_grammar(std::string_view statement) {
  Result<std::string> result;
  on_large_stack([&] {
    auto normalised = pg_query_normalize(std::string(statement).c_str());
    if (normalised.error)
      result = bad_input(fmt::format("the statement does not parse: {}", normalised.error->message));
    else
      result = std::string(normalised.normalized_query);
    pg_query_free_normalize_result(normalised);
  });
  return result;
}

bool is_integer(std::string_view constant) {
  return std::ranges::all_of(constant, [](char c) { return c >= '0' && c <= '9'; });
}

// FNV-1a: a name for a text, not a secret's keeper.
constexpr std::uint64_t fnv_offset = 0xcbf29ce484222325ull;
std::uint64_t hash_of(std::string_view text, std::uint64_t hash) {
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return hash;
}

std::string fingerprint_of_tokens(std::string_view text, const std::vector<Token>& tokens) {
  std::uint64_t hash = fnv_offset;
  for (auto& token : tokens) {
    if (token.kind == Token::Kind::comment) continue;
    bool value = token.kind == Token::Kind::constant || token.kind == Token::Kind::parameter;
    auto word = value ? std::string("$") : std::string(text_of(token, text));
    if (token.kind == Token::Kind::word && !word.starts_with('"')) word = lower(word);
    hash = hash_of(word + " ", hash);
  }
  return fmt::format("t{:016x}", hash);
}

bool has_number(std::string_view word) {
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::adjacent_find(word, [&](char a, char b) { return digit(a) && digit(b); }) != word.end();
}

// What the grammar's fingerprint takes for the same and the planner does not: a = 1, a IN (1, 2) and a = ANY (array);
// and tables that differ in a number, reading_2025 and reading_2026.
std::string what_the_grammar_leaves_out(std::string_view text, const std::vector<Token>& tokens) {
  std::string words;
  for (auto& token : tokens) {
    auto word = lower(text_of(token, text));
    if (token.kind == Token::Kind::word && has_number(word)) words += word + " ";
    if (!token.reserved) continue;
    if (word == "in" || word == "any" || word == "some" || word == "all")
      words += (word == "some" ? "any" : word) + " ";
  }
  return words.empty() ? words : fmt::format("-{:08x}", static_cast<std::uint32_t>(hash_of(words, fnv_offset)));
}

}  // namespace

Result<std::string> normalise(std::string_view statement) {
  auto tokens = TRY(scan(statement));
  TRY(check_nesting(statement, tokens));
  TRY(check_quotes(statement, tokens));
  // Constants are set apart first, since the grammar's own replacement would glue them to a word: date'…' to date$1.
  auto apart = respelled(statement, tokens, [](std::string_view constant) {
    return std::string(constant.substr(constant.starts_with('n') || constant.starts_with('N') ? 1 : 0));
  });
  auto by_grammar = TRY(normalise_by_grammar(apart));
  bool utility = TRY(facts(statement)).utility;
  auto left = TRY(scan(by_grammar));
  for (auto& token : left)
    if (token.kind == Token::Kind::constant && !utility && is_integer(text_of(token, by_grammar)))
      token.kind = Token::Kind::symbol;
  return without_constants(by_grammar, left);
}

Result<std::string> normalise_by_tokens(std::string_view statement) {
  auto tokens = TRY(scan(statement));
  TRY(check_quotes(statement, tokens));
  return without_constants(statement, tokens);
}

Result<std::string> fingerprint(std::string_view statement) {
  auto tokens = TRY(scan(statement));
  TRY(check_nesting(statement, tokens));
  std::string print;
  on_large_stack([&] {
    auto result = pg_query_fingerprint(std::string(statement).c_str());
    if (!result.error) print = result.fingerprint_str;
    pg_query_free_fingerprint_result(result);
  });
  return print.empty() ? fingerprint_of_tokens(statement, tokens)
                       : print + what_the_grammar_leaves_out(statement, tokens);
}

}  // namespace ante::sql
