#include "rehearse/definition.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace ante::rehearse {

std::pair<std::string, std::string> parted(const std::string& object) {
  bool quoted = false;
  for (auto i = object.size(); i-- > 0;) {
    if (object[i] == '"') quoted = !quoted;
    if (object[i] == '.' && !quoted) return {object.substr(0, i), object.substr(i + 1)};
  }
  return {"", object};
}

Bracket bracket_at(std::string_view text, std::size_t open) {
  char quote = 0;
  int depth = 0;
  for (auto i = open; i < text.size(); ++i) {
    char c = text[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0) {
      return {std::string(text.substr(open + 1, i - open - 1)), i + 1};
    }
  }
  return {};
}

std::vector<std::string> list_in(std::string_view text) {
  std::vector<std::string> parts(1);
  char quote = 0;
  int depth = 0;
  for (char c : text) {
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.emplace_back();
      continue;
    }
    parts.back() += c;
  }
  for (auto& part : parts) part = std::string(trim(part));
  return parts;
}

bool has_word(std::string_view text, std::string_view word) {
  auto of_a_word = [](char c) {
    return c == '_' || c == '$' || (c & 0x80) || std::isalnum(static_cast<unsigned char>(c));
  };
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    bool begins = at == 0 || !of_a_word(text[at - 1]);
    auto end = at + word.size();
    if (begins && (end == text.size() || !of_a_word(text[end]))) return true;
  }
  return false;
}

bool names_one_of(const std::vector<std::string>& columns, std::string_view text) {
  return std::ranges::any_of(columns, [&](auto& column) { return has_word(text, column); });
}

std::optional<ForeignKey> foreign_key_in(std::string_view definition) {
  constexpr std::string_view references = " REFERENCES ";
  auto first = definition.find('(');
  if (!definition.starts_with("FOREIGN KEY") || first == definition.npos) return {};
  auto own = bracket_at(definition, first);
  auto at = own.end == std::string::npos ? own.end : definition.find(references, own.end);
  auto open = at == definition.npos ? at : definition.find('(', at);
  if (open == definition.npos) return {};
  auto parent = trim(definition.substr(at + references.size(), open - at - references.size()));
  ForeignKey key{std::string(parent), list_in(own.inside), list_in(bracket_at(definition, open).inside)};
  if (key.columns.size() != key.keys.size()) return {};
  return key;
}

}  // namespace ante::rehearse
