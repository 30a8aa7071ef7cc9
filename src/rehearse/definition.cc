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

namespace {

// Where one is in an SQL text: within quotes, and how deep in brackets.
class Depth {
 public:
  void pass(char c) {
    if (quote_) {
      if (c == quote_) quote_ = 0;
    } else if (c == '\'' || c == '"') {
      quote_ = c;
    } else if (c == '(') {
      ++brackets_;
    } else if (c == ')') {
      --brackets_;
    }
  }
  bool outside() const { return !quote_ && brackets_ == 0; }

 private:
  char quote_ = 0;
  int brackets_ = 0;
};

}  // namespace

Bracket bracket_at(std::string_view text, std::size_t open) {
  Depth depth;
  for (auto i = open; i < text.size(); ++i) {
    depth.pass(text[i]);
    if (depth.outside()) return {std::string(text.substr(open + 1, i - open - 1)), i + 1};
  }
  return {};
}

std::vector<std::string> list_in(std::string_view text) {
  std::vector<std::string> parts(1);
  Depth depth;
  for (char c : text) {
    depth.pass(c);
    if (c == ',' && depth.outside())
      parts.emplace_back();
    else
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

std::string body_in(const std::string& definition) {
  constexpr std::string_view quote = "$function$", other_quote = "$procedure$";
  for (auto mark : {quote, other_quote}) {
    auto open = definition.find(mark);
    if (open == definition.npos) continue;
    open += mark.size();
    return definition.substr(open, definition.rfind(mark) - open);
  }
  return "";
}

}  // namespace ante::rehearse
