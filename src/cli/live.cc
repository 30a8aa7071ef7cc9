#include "cli/live.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "cli/terminal.h"

namespace ante::cli {
namespace {

constexpr std::size_t remembered = 300, changes_kept = 20, queries_kept = 50, fewest_lines = 24;

std::size_t lines_of_the_terminal() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return fewest_lines;
  return size.ws_row;
}

}  // namespace

Result<std::unique_ptr<Live>> Live::begin(const std::string& database, const std::string& server) {
  if (::isatty(STDOUT_FILENO) == 0)
    return bad_input("--top needs a terminal", "without it each event is a line, and --format json is for programs");
  std::unique_ptr<Live> live(new Live);
  live->screen_.database = database, live->screen_.server = server;
  fmt::print("\x1b[?1049h\x1b[?25l");  // a screen of its own, without a cursor
  return live;
}

Live::~Live() {
  fmt::print("\x1b[?25h\x1b[?1049l");
  std::fflush(stdout);
}

void Live::of(const watch::Moment& moment) {
  screen_.at = moment.at, screen_.round_trip = moment.round_trip;
  screen_.active = screen_.waiting = screen_.idle = 0;
  screen_.longest_statement = screen_.longest_transaction = 0;
  for (auto& session : moment.sessions) {
    bool waits = session.wait_class == "Lock";
    screen_.waiting += waits, screen_.active += session.active() && !waits;
    screen_.idle += session.state.starts_with("idle in transaction");
    screen_.longest_transaction = std::max(screen_.longest_transaction, session.transaction_seconds);
    if (session.active()) screen_.longest_statement = std::max(screen_.longest_statement, session.statement_seconds);
  }
  if (moment.since_counted > 0) {
    screen_.commits = moment.commits / moment.since_counted;
    screen_.rollbacks = moment.rollbacks / moment.since_counted;
  }
  screen_.lately.push_back(screen_.active);
  if (screen_.lately.size() > remembered) screen_.lately.pop_front();
  draw();
}

void Live::draw() const {
  fmt::print("\x1b[H\x1b[2J{}", render::text(screen_, look(), lines_of_the_terminal() - 1));
  std::fflush(stdout);
}

void Live::of(const watch::Interval& interval, const watch::Watcher::TextOf& text_of) {
  auto seconds = std::max(interval.to - interval.from, 1e-3);
  double all = 0;
  for (auto& [shape, work] : interval.by_shape) all += work.ms;
  screen_.queries.clear();
  for (auto& [shape, work] : interval.by_shape)
    screen_.queries.push_back({.text = text_of(shape),
                               .calls = work.calls / seconds,
                               .ms = work.ms / std::max(work.calls, 1.0),
                               .blocks = work.blocks / std::max(work.calls, 1.0),
                               .share = all > 0 ? work.ms / all : 0});
  std::ranges::stable_sort(screen_.queries, std::greater<>(), &render::Screen::Query::share);
  if (screen_.queries.size() > queries_kept) screen_.queries.resize(queries_kept);
}

void Live::of(const std::vector<incident::Event>& events) {
  using Kind = incident::Event::Kind;
  for (auto& event : events) {
    if (event.kind == Kind::change) screen_.changes.push_back(event);
    if (screen_.changes.size() > changes_kept) screen_.changes.erase(screen_.changes.begin());
    if (event.kind == Kind::seen || event.kind == Kind::warning) screen_.troubles[event.about] = {event};
    if (event.kind == Kind::over) screen_.troubles.erase(event.about);
    auto trouble = screen_.troubles.find(event.about);
    if (event.kind == Kind::suspect && trouble != screen_.troubles.end()) trouble->second.push_back(event);
    screen_.at = std::max(screen_.at, event.at);
  }
  draw();  // where the database is away nothing else does
}

}  // namespace ante::cli
