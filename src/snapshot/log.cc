#include "snapshot/log.h"

#include <charconv>

#include "base/text.h"

namespace ante::snapshot {
namespace {

constexpr std::size_t most_waiting = 10'000;  // sessions; a log of more at once is read without their durations

bool take(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

// "0.123 ms" and the spaces after it.
std::optional<double> take_duration(std::string_view& text) {
  double value = 0;
  auto [rest, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  if (!take(text, " ms")) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return value;
}

// What follows "statement: " or "execute name: ". Parsing and binding are logged apart and are no runs of their own.
std::optional<std::string_view> statement_of(std::string_view text) {
  if (take(text, "statement: ")) return text;
  if (!take(text, "execute ")) return std::nullopt;
  auto colon = text.find(": ");
  if (colon > 200) return std::nullopt;  // or there is none
  return text.substr(colon + 2);
}

}  // namespace

void LogEntries::add(const LogEntry& entry) {
  if (entry.severity != "LOG" || entry.application.starts_with("ante ")) return;
  auto message = entry.message;
  std::optional<double> duration;
  if (take(message, "duration: ")) {
    duration = take_duration(message);
    if (!duration) return;
  }
  auto waiting = std::ranges::find(waiting_, entry.session, &Waiting::session);
  if (duration && message.empty()) {
    if (waiting == waiting_.end()) return;
    waiting->statement.duration_ms = *duration;
    found_(std::move(waiting->statement));
    waiting_.erase(waiting);
    return;
  }
  auto text = statement_of(message);
  if (!text) return;
  LoggedStatement statement{std::string(*text), std::string(entry.user), std::string(entry.database),
                            std::string(entry.time), duration.value_or(-1)};
  if (duration || entry.session.empty() || waiting_.size() >= most_waiting) return found_(std::move(statement));
  if (waiting == waiting_.end()) {
    waiting_.push_back({std::string(entry.session), std::move(statement)});
  } else {
    found_(std::exchange(waiting->statement, std::move(statement)));
  }
}

LogEntries::~LogEntries() {
  for (auto& waiting : waiting_) found_(std::move(waiting.statement));
}

LogFormat log_format(std::string_view log) {
  auto line = log.substr(0, log.find('\n'));
  if (line.starts_with('{')) return LogFormat::json;
  // 2026-11-21 06:15:00.123 UTC,"user","database",… or with both empty.
  auto comma = line.find(',');
  bool csv = comma < 40 && line.size() > 10 && line[4] == '-' && line[7] == '-' && comma + 1 < line.size() &&
             (line[comma + 1] == '"' || line[comma + 1] == ',');
  return csv ? LogFormat::csv : LogFormat::stderr_text;
}

Result<void> read_log(std::string_view log, const OnStatement& found) {
  if (log.starts_with("\x1f\x8b")) return bad_input("the log is compressed", "gunzip it first");
  switch (log_format(log)) {
    case LogFormat::csv:
      read_csv_log(log, found);
      break;
    case LogFormat::json:
      read_json_log(log, found);
      break;
    case LogFormat::stderr_text:
      read_stderr_log(log, found);
      break;
  }
  return {};
}

}  // namespace ante::snapshot
