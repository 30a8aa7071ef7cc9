// How text for a terminal looks: colours where they are wanted, lines of at most so many characters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ante::render {

enum class Tone { plain, faint, strong, good, bad, doubtful };

struct Look {
  bool colour = false;
  std::size_t width = 100;
  std::string in(Tone tone, std::string_view text) const;
};

// The text in lines of at most `width` characters, broken between words; a word that is longer than a line is cut.
// Lines after the first are indented as the first plus `hang`.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t hang = 2);
// The same in a tone: each line on its own, so that a colour does not run on.
std::string in_lines(const Look& look, std::string_view text, std::size_t indent, Tone tone = Tone::plain);
// How many characters a UTF-8 text takes on a line.
std::size_t columns(std::string_view text);

}  // namespace ante::render
