#include "sql/secrets.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "sql/tokens.h"

namespace ante::sql {
namespace {

using Kind = Token::Kind;
using Tokens = std::vector<Token>;
constexpr std::string_view hidden = "hidden";

bool speaks_of_a_secret(std::string_view text) {
  constexpr std::array words{"passw",      "pwd",     "passphrase", "secret",     "token",
                             "credential", "api_key", "apikey",     "access_key", "private_key"};
  return std::ranges::any_of(words, [&](auto* word) { return contains(text, word); });
}

// A word that stands before a value. Two of the server's and of postgres_fdw's say how, and not what.
bool is_name_of_a_secret(std::string_view word) {
  return speaks_of_a_secret(word) && !contains(word, "password_encryption") && !contains(word, "password_required");
}

bool is_address(std::string_view text) { return contains(text, "://"); }

// password=… of a connection string, and user:password@ of a URL.
std::string without_passwords_of_addresses(std::string text) {
  constexpr std::string_view key = "password";
  for (auto at = lower(text).find(key); at != text.npos; at = lower(text).find(key, at)) {
    at = text.find_first_not_of(' ', at + key.size());
    if (at == text.npos) break;
    if (text[at] != '=') continue;
    at = text.find_first_not_of(' ', at + 1);
    if (at == text.npos) break;
    auto quotes = text.find_first_not_of('\'', at);  // 'a b', or ''a b'' within a string
    bool quoted = quotes != at && quotes != text.npos;
    auto end = quoted ? text.find('\'', quotes) : text.find_first_of(" \t\r\n&'\"", at);
    if (quoted) at = quotes;
    text.replace(at, std::min(end, text.size()) - at, hidden);
    at += hidden.size();
  }
  for (auto at = text.find("://"); at != text.npos; at = text.find("://", at)) {
    at += 3;
    auto end = std::min(text.find_first_of("/?# \t\r\n'\"", at), text.size());
    auto host = text.rfind('@', end);
    auto colon = text.find(':', at);
    if (host == text.npos || host < at || host >= end || colon >= host) continue;
    text.replace(colon + 1, host - colon - 1, hidden);
  }
  return text;
}

class Hiding {
 public:
  explicit Hiding(bool of_addresses) : of_addresses_(of_addresses) {}

  // Of a statement; or of several in a body, whose words are less certain to be what they seem.
  std::string hide(std::string_view text, bool in_a_body) const {
    auto scanned = scan(text);
    if (!scanned) return std::string(text);
    auto& tokens = *scanned;
    std::erase_if(tokens, [](auto& token) { return token.kind == Kind::comment; });
    std::string result;
    std::size_t done = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      auto constant = text_of(tokens[i], text);
      bool is_text =
          tokens[i].kind == Kind::constant && contains(constant.substr(0, 3), constant[0] == '$' ? "$" : "'");
      if (!is_text || constant == "''") continue;
      bool secret = in_a_body ? is_password_of_somebody(text, tokens, i) : is_secret(text, tokens, i);
      result += text.substr(done, tokens[i].start - done);
      result += secret ? "'" + std::string(hidden) + "'" : inside(constant, in_a_body);
      done = tokens[i].end;
    }
    return result + std::string(text.substr(done));
  }

 private:
  static std::string word(std::string_view text, const Tokens& tokens, std::size_t i) {
    return tokens[i].kind == Kind::word || tokens[i].kind == Kind::symbol ? lower(text_of(tokens[i], text)) : "";
  }

  // PASSWORD 'x', OPTIONS (api_key 'x'), SET app.jwt_secret = 'x', SET app.jwt_secret TO 'x'
  static bool is_secret(std::string_view text, const Tokens& tokens, std::size_t i) {
    if (i == 0) return false;
    auto before = word(text, tokens, i - 1);
    if (before != "=" && before != "to") return is_name_of_a_secret(before);
    if (i < 3) return false;
    auto name = i - 2;
    auto of = word(text, tokens, name);
    while (name >= 2 && word(text, tokens, name - 1) == ".") of += word(text, tokens, name -= 2);
    auto sets = name == 0 ? "" : word(text, tokens, name - 1);
    return (sets == "set" || sets == "local" || sets == "session") && is_name_of_a_secret(of);
  }

  static bool is_password_of_somebody(std::string_view text, const Tokens& tokens, std::size_t i) {
    if (i == 0 || !contains(word(text, tokens, i - 1), "password")) return false;
    for (std::size_t k = 0; k < i; ++k)
      for (auto* of : {"role", "user", "group", "mapping", "server"})
        if (word(text, tokens, k) == of) return true;
    return false;
  }

  // A function's body, or a statement that it runs.
  std::string inside(std::string_view constant, bool in_a_body) const {
    if (!speaks_of_a_secret(lower(constant)) && !is_address(constant)) return std::string(constant);
    if (constant[0] == '$') {
      auto quote = constant.substr(0, constant.find('$', 1) + 1);
      auto body = constant.substr(quote.size(), constant.size() - 2 * quote.size());
      auto text = hide(body, true);
      if (of_addresses_) text = without_passwords_of_addresses(std::move(text));
      return std::string(quote) + text + std::string(quote);
    }
    if (of_addresses_) return without_passwords_of_addresses(std::string(constant));
    if (!in_a_body || constant[0] != '\'') return std::string(constant);
    auto statement = replace_all(std::string(constant.substr(1, constant.size() - 2)), "''", "'");
    return "'" + replace_all(hide(statement, true), "'", "''") + "'";
  }

  bool of_addresses_;
};

// The words that it begins with, comments aside.
std::string beginning(std::string_view text, const Tokens& tokens) {
  std::string words;
  for (int count = 0; auto& token : tokens) {
    if (token.kind != Kind::word) continue;
    words += lower(text_of(token, text)) + ' ';
    if (++count == 3) break;
  }
  return words;
}

}  // namespace

std::optional<std::string> without_secrets(std::string_view statement) {
  auto small = lower(statement);
  if (!speaks_of_a_secret(small) && !is_address(small)) return std::nullopt;
  auto tokens = scan(statement);
  if (!tokens) return std::nullopt;
  auto words = beginning(statement, *tokens);
  bool defines = words.starts_with("create ") || words.starts_with("alter ");
  bool connects = contains(small, "dblink");
  if (!defines && !connects && !words.starts_with("set ") && !words.starts_with("do ")) return std::nullopt;
  for (auto* of : {"subscription", "server", "foreign", "mapping", "system"})
    connects |= defines && contains(words, std::string(of) + " ");
  auto text = Hiding(connects).hide(statement, false);
  return text == statement ? std::nullopt : std::optional(std::move(text));
}

}  // namespace ante::sql
