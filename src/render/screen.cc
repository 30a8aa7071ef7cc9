#include "render/screen.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/units.h"
#include "render/strangers.h"

namespace ante::render {
namespace {

using incident::Event;

constexpr std::size_t changes_shown = 5, for_queries = 8, before_a_query = 38;

std::string clock_of(double at) {
  return fmt::format("{:%H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

std::string span_of(double seconds) { return human(Millis(std::llround(seconds * 1e3))); }

// A bar a second; the tallest is the most there was.
std::string bars_of(const std::deque<int>& lately, std::size_t width) {
  static constexpr const char* bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  int most = 8;
  for (int count : lately) most = std::max(most, count);
  std::string text;
  auto from = lately.size() > width ? lately.size() - width : 0;
  for (auto i = from; i < lately.size(); ++i) text += bars[std::min(7, lately[i] * 8 / (most + 1))];
  return text;
}

// Of a text of one line, so many characters; what stands before its first word stays.
std::string cut(const std::string& text, std::size_t most) {
  if (columns(text) <= most) return text;
  std::size_t end = 0, count = 0;
  for (; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && ++count >= most) break;
  return text.substr(0, end) + "…";
}

class ScreenLines {
 public:
  ScreenLines(const Look& look, std::size_t most) : look_(look), most_(most) {}
  void add(Tone tone, std::string_view line) {
    if (count_++ >= most_) return;
    auto shown = readable(std::string(line));
    text_ += look_.in(tone, cut(shown, look_.width)) + "\n";
  }
  void gap() { add(Tone::plain, ""); }
  std::size_t left() const { return count_ < most_ ? most_ - count_ : 0; }
  std::string text() && { return std::move(text_); }

 private:
  const Look& look_;
  std::size_t most_, count_ = 0;
  std::string text_;
};

}  // namespace

std::string text(const Screen& screen, const Look& look, std::size_t most) {
  ScreenLines lines(look, most);
  lines.add(Tone::strong, fmt::format("{} on {}   {} UTC", screen.database, screen.server, clock_of(screen.at)));
  lines.add(
      Tone::plain,
      fmt::format(
          "{} at work, {} in line for a lock, {} idle in a transaction; {:.0f} commits and {:.0f} rollbacks a second",
          counted(screen.active, "session"), screen.waiting, screen.idle, screen.commits, screen.rollbacks));
  lines.add(Tone::plain, fmt::format("the oldest transaction {}, the oldest statement {}; there and back {:.1f} ms",
                                     span_of(screen.longest_transaction), span_of(screen.longest_statement),
                                     screen.round_trip * 1e3));
  lines.add(Tone::plain, bars_of(screen.lately, look.width));
  lines.gap();
  if (screen.troubles.empty()) lines.add(Tone::good, "Nothing is wrong.");
  for (auto& [about, events] : screen.troubles) {
    for (auto& event : events) {
      if (event.kind == Event::Kind::not_it) continue;  // ante incident show has them
      bool is_head = event.kind == Event::Kind::seen || event.kind == Event::Kind::warning;
      auto tone = event.kind == Event::Kind::seen      ? Tone::bad
                  : event.kind == Event::Kind::warning ? Tone::doubtful
                                                       : Tone::strong;
      lines.add(tone, fmt::format("{}{}  {}", is_head ? "" : "    ", clock_of(event.at), event.says));
      if (!is_head || event.kind == Event::Kind::warning)
        for (auto& shown : event.shown) lines.add(Tone::faint, "              " + shown);
    }
  }
  if (!screen.changes.empty()) lines.gap(), lines.add(Tone::strong, "Changed lately");
  auto first = screen.changes.size() > changes_shown ? screen.changes.size() - changes_shown : 0;
  for (auto i = first; i < screen.changes.size(); ++i)
    lines.add(Tone::plain, fmt::format("{}  {}", clock_of(screen.changes[i].at), screen.changes[i].says));
  if (screen.queries.empty()) return std::move(lines).text();
  lines.gap();
  lines.add(Tone::strong, fmt::format("{:>9} {:>9} {:>9} {:>6}  query", "calls/s", "ms", "blocks", "time"));
  auto room = std::max(for_queries, lines.left());
  for (std::size_t i = 0; i < screen.queries.size() && i < room; ++i) {
    auto& query = screen.queries[i];
    auto width = look.width > before_a_query + 20 ? look.width - before_a_query : 20;
    lines.add(Tone::plain, fmt::format("{:>9.1f} {:>9.2f} {:>9.1f} {:>4.0f} %  {}", query.calls, query.ms, query.blocks,
                                       query.share * 100, one_line(query.text, width)));
  }
  return std::move(lines).text();
}

}  // namespace ante::render
