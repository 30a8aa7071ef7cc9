#include "twin/discretion.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::twin {
namespace {

// Shorter ones are words and numbers of every message; they count only where the server quotes them.
constexpr std::size_t shortest = 3;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }

void replace_words(std::string& text, const std::string& word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
    auto end = at + word.size();
    bool starts = at == 0 || !is_word(text[at - 1]) || !is_word(word.front());
    bool ends = end == text.size() || !is_word(text[end]) || !is_word(word.back());
    if (starts && ends) text.replace(at, word.size(), "…");
    at += starts && ends ? std::string_view("…").size() : 1;
  }
}

}  // namespace

Discretion::Discretion(std::vector<std::string> values) : values_(std::move(values)) {
  std::ranges::sort(values_, std::ranges::greater(), [](auto& value) { return std::pair(value.size(), value); });
  auto repeated = std::ranges::unique(values_);
  values_.erase(repeated.begin(), repeated.end());
}

std::string Discretion::without_values(std::string text, std::string_view statement) const {
  for (auto& value : values_) {
    if (value.empty() || contains(statement, value)) continue;
    if (value.size() >= shortest)
      replace_words(text, value);
    else
      text = replace_all(std::move(text), fmt::format("\"{}\"", value), "\"…\"");
  }
  return text;
}

}  // namespace ante::twin
