#include "snapshot/array_literal.h"

namespace ante::snapshot {

std::optional<ArrayElements> array_elements(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != '{' || literal.back() != '}') return std::nullopt;
  auto rest = literal.substr(1, literal.size() - 2);
  ArrayElements elements;
  while (!rest.empty()) {
    std::string element;
    bool quoted = rest.front() == '"';
    std::size_t i = quoted ? 1 : 0;
    for (;; ++i) {
      if (i >= rest.size()) {
        if (quoted) return std::nullopt;
        break;
      }
      char c = rest[i];
      if (c == '\\') {
        if (++i >= rest.size()) return std::nullopt;
        element += rest[i];
      } else if (quoted && c == '"') {
        ++i;
        break;
      } else if (!quoted && c == ',') {
        break;
      } else if (!quoted && (c == '{' || c == '}' || c == '"')) {
        return std::nullopt;
      } else {
        element += c;
      }
    }
    if (!quoted && element == "NULL")
      elements.emplace_back(std::nullopt);
    else
      elements.emplace_back(std::move(element));
    rest.remove_prefix(i);
    if (rest.empty()) break;
    if (rest.front() != ',') return std::nullopt;
    rest.remove_prefix(1);
    if (rest.empty()) return std::nullopt;
  }
  return elements;
}

std::string array_literal(const ArrayElements& elements) {
  std::string text = "{";
  for (auto& element : elements) {
    if (text.size() > 1) text += ',';
    if (!element) {
      text += "NULL";
      continue;
    }
    text += '"';
    for (char c : *element) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "}";
}

}  // namespace ante::snapshot
