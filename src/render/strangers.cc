#include "render/strangers.h"

#include "base/text.h"

namespace ante::render {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// The character that begins here; empty where the bytes are none.
std::string_view character_at(std::string_view text, std::size_t at) {
  auto lead = static_cast<unsigned char>(text[at]);
  auto one = text.substr(at, lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4);
  return valid_utf8(one) ? one : std::string_view{};
}

// Separators of lines and paragraphs, what turns the direction of writing, and the two that XML forbids.
bool steers(std::string_view character) {
  return (character >= "\u2028" && character <= "\u202E") || (character >= "\u2066" && character <= "\u2069") ||
         (character >= "\uFFFE" && character <= "\uFFFF");
}

}  // namespace

std::string readable(std::string_view text, std::size_t most) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    auto one = character_at(text, i);
    i += one.empty() ? 1 : one.size();
    auto shown = one.empty() ? replacement : steers(one) ? std::string_view("?") : one;
    if (result.size() + shown.size() > most) {
      result += "…";
      break;
    }
    result += shown;
  }
  return without_controls(result);
}

std::string escaped(std::string_view text) {
  std::string result;
  for (char c : readable(text)) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else if (c == '\'')
      result += "&#39;";
    else
      result += c;
  }
  return result;
}

std::string for_markdown(std::string_view text) {
  auto safe = readable(text);
  for (auto* sign : {"\\", "|", "*", "_", "`", "<", "#"}) safe = replace_all(safe, sign, std::string("\\") + sign);
  return safe;
}

}  // namespace ante::render
