#include "change/marks.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace ante::change {
namespace {

// A tool that keeps both directions in one file, and how it writes them. A line that begins with `up` opens the part
// that runs, one that begins with `down` closes it; `no_transaction` may stand in the line of `up` or on its own.
struct MarkedFormat {
  std::string_view tool, up, down, no_transaction;
};
constexpr std::array formats{
    MarkedFormat{"dbmate", "-- migrate:up", "-- migrate:down", "transaction:false"},
    MarkedFormat{"goose", "-- +goose up", "-- +goose down", "-- +goose no transaction"},
};
constexpr std::string_view own_mark = "-- ante:no-transaction";

std::string normal(std::string_view line) {
  std::string words;
  for (auto& word : split(lower(trim(line)), ' '))
    if (!word.empty()) words += (words.empty() ? "" : " ") + word;
  return words;
}

const MarkedFormat* format_of(const std::vector<std::string>& lines) {
  for (auto& line : lines)
    for (auto& format : formats)
      if (normal(line).starts_with(format.up)) return &format;
  return nullptr;
}

}  // namespace

Marked read_marks(std::string_view script) {
  auto lines = split(script, '\n');
  const auto* format = format_of(lines);
  Marked marked;
  bool up = !format;
  int left_out = 0;
  if (format) marked.transaction_said = true;
  for (auto& line : lines) {
    auto words = line.starts_with("--") || trim(line).starts_with("--") ? normal(line) : std::string();
    if (words.starts_with(own_mark)) marked.transaction_said = true, marked.in_transaction = false;
    if (format && words.starts_with(format->up)) up = true;
    if (format && words.starts_with(format->down)) up = false;
    if (format && (words.starts_with(format->up) || words.starts_with(format->no_transaction)) &&
        contains(words, format->no_transaction))
      marked.in_transaction = false;
    if (up) marked.up += line;
    if (!up && !trim(line).empty() && !trim(line).starts_with("--")) ++left_out;
    marked.up += '\n';
  }
  if (left_out)
    marked.left_out = fmt::format("{} not run, as {}'s marks say",
                                  left_out == 1 ? "1 line is" : fmt::format("{} lines are", left_out), format->tool);
  return marked;
}

}  // namespace ante::change
