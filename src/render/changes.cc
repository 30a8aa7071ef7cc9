#include "render/changes.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using incident::Event;

constexpr std::size_t longest_change = 300;

std::string moment_of(double at) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

// What stands behind these words in the lines of a mark that begin with them.
std::vector<std::string> lines_that_begin(const Event& mark, std::string_view words) {
  std::vector<std::string> lines;
  for (auto& line : mark.shown)
    if (line.starts_with(words)) lines.push_back(line.substr(words.size()));
  return lines;
}

std::string cell_of(const std::vector<std::string>& lines) {
  return for_markdown(one_line(join(lines, "; "), longest_change));
}

// A cause is named by the change's own words, or by these and others.
bool is_named_by(const Event& suspect, const Event& change) {
  if (!incident::names_somebody(suspect)) return false;
  if (contains(suspect.says, change.says)) return true;
  for (auto& line : change.shown)
    if (contains(suspect.says, line) || contains(join(suspect.shown, "\n"), line)) return true;
  return false;
}

// What people say of a mark, and what was written down of who did it; an interval alone says nobody's name.
std::string authors(const Event& change) {
  std::vector<std::string> lines;
  std::ranges::copy_if(change.shown, std::back_inserter(lines), [](auto& line) {
    return line.starts_with("by ") || line.starts_with("shipped by ") || line.starts_with("taken back by ");
  });
  return lines.empty() ? "not known" : one_line(join(lines, ", "), longest_change);
}

}  // namespace

std::string changes_markdown(const std::vector<Event>& events, const std::string& database, double from, double to) {
  auto incidents = incident::incidents(events);
  auto text = fmt::format("# What was changed in {}\n\nFrom {} to {} UTC.\n\n", for_markdown(database), moment_of(from),
                          moment_of(to));
  std::string rows;
  int named = 0;
  for (auto& change : events) {
    if (change.kind != Event::Kind::change || change.at < from || change.at > to) continue;
    std::vector<std::string> in;
    for (auto& one : incidents) {
      bool is_in_it = std::ranges::any_of(one.events, [&](auto& event) { return event.number == change.number; });
      bool is_named = std::ranges::any_of(one.events, [&](auto& event) { return is_named_by(event, change); });
      if (is_in_it && is_named) in.push_back(std::to_string(one.number));
    }
    named += !in.empty();
    rows += fmt::format("| {} | {} [{}] | {} | {} | {} | {} |\n", moment_of(change.at),
                        for_markdown(one_line(change.says, longest_change)), change.number,
                        for_markdown(authors(change)), join(in, ", "), cell_of(lines_that_begin(change, incident::predicted)),
                        cell_of(lines_that_begin(change, incident::observed)));
  }
  if (rows.empty()) return text + "Nothing, as far as it was seen.\n";
  text +=
      "| time (UTC) | what | by whom | named in incident | predicted | observed |\n| --- | --- | --- | --- | --- | --- "
      "|\n" +
      rows;
  return text + fmt::format("\n{} named as what did it.\n",
                            named == 1 ? "One of them was"
                                       : fmt::format("{} of them were", named == 0 ? "None" : std::to_string(named)));
}

}  // namespace ante::render
