#include "render/look.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::render {

std::string Look::in(Tone tone, std::string_view text) const {
  if (!colour || tone == Tone::plain) return std::string(text);
  const char* code = tone == Tone::faint    ? "2"
                     : tone == Tone::strong ? "1"
                     : tone == Tone::good   ? "32"
                     : tone == Tone::bad    ? "1;31"
                                            : "33";
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::size_t columns(std::string_view text) {
  // Continuation bytes of UTF-8 take no place of their own.
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t hang) {
  std::string result, line(indent, ' ');
  bool empty = true;
  for (auto& word : split(replace_all(std::string(text), "\n", " "), ' ')) {
    if (word.empty()) continue;
    std::string fitting = one_line(word, width > indent + hang + 8 ? width - indent - hang : 8);
    if (!empty && columns(line) + 1 + columns(fitting) > width) {
      result += line + "\n";
      line.assign(indent + hang, ' ');
      empty = true;
    }
    if (!empty) line += ' ';
    line += fitting;
    empty = false;
  }
  return result + line + "\n";
}

std::string in_lines(const Look& look, std::string_view text, std::size_t indent, Tone tone) {
  auto lines = wrapped(text, look.width, indent);
  if (tone == Tone::plain) return lines;
  std::string toned;
  for (auto& one : split(std::string_view(lines).substr(0, lines.size() - 1), '\n')) toned += look.in(tone, one) + "\n";
  return toned;
}

}  // namespace ante::render
