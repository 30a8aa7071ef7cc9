// Small pure functions on text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ante {

std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);
std::string lower(std::string_view text);  // ASCII only
bool contains(std::string_view text, std::string_view part);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// At most `most` bytes of the text on one line, cut at a character, with an ellipsis where something was cut.
std::string one_line(std::string_view text, std::size_t most);
// With a mark in place of every control character but a line's end: what a stranger wrote must not steer a terminal.
std::string without_controls(std::string_view text);
// "1 table", "2 tables"
std::string counted(long count, std::string_view noun);
std::string url_encoded(std::string_view text);  // for a part of a URL
bool valid_utf8(std::string_view text);
// How many edits lead from one word to the other; for "did you mean".
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace ante
