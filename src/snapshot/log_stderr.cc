// The log as a server writes it to stderr: a prefix of somebody's choice (log_line_prefix), "LOG:  ", the message;
// lines that go on are indented by a tab. Of the prefix the usual forms are understood: a time at its start, [process],
// user@database or user=…,db=….
#include <array>

#include "base/text.h"
#include "snapshot/log.h"

namespace ante::snapshot {
namespace {

bool is_name(char c) { return c != ' ' && c != ',' && c != '[' && c != ']' && c != '@' && c != ':' && c != '\t'; }

std::string_view word_from(std::string_view text, std::size_t start) {
  std::size_t end = start;
  while (end < text.size() && is_name(text[end])) ++end;
  return text.substr(start, end - start);
}

std::string_view after(std::string_view prefix, std::string_view key) {
  auto at = prefix.find(key);
  return at == std::string_view::npos ? std::string_view() : word_from(prefix, at + key.size());
}

void read_prefix(std::string_view prefix, LogEntry& entry) {
  bool dated = prefix.size() >= 19 && prefix[4] == '-' && prefix[7] == '-' && prefix[13] == ':';
  if (dated) entry.time = prefix.substr(0, std::min(prefix.find_first_of(" ,[", 19), prefix.size()));
  if (auto open = prefix.find('['); open != std::string_view::npos)
    if (auto close = prefix.find(']', open); close != std::string_view::npos)
      entry.session = prefix.substr(open + 1, close - open - 1);
  entry.user = after(prefix, "user=");
  entry.database = after(prefix, "db=");
  entry.application = after(prefix, "app=");
  if (auto sign = prefix.find('@'); entry.user.empty() && sign != std::string_view::npos) {
    auto start = sign;
    while (start > 0 && is_name(prefix[start - 1])) --start;
    entry.user = prefix.substr(start, sign - start);
    entry.database = word_from(prefix, sign + 1);
  }
}

// The message of an entry's first line, and what the prefix says. Only LOG holds statements that ran.
bool read_first_line(std::string_view line, LogEntry& entry) {
  constexpr std::string_view mark = "LOG:  ";
  auto at = line.find(mark);
  if (at == std::string_view::npos) return false;
  auto message = line.substr(at + mark.size());
  if (!message.starts_with("duration: ") && !message.starts_with("statement: ") && !message.starts_with("execute "))
    return false;
  entry.severity = "LOG";
  entry.message = message;
  read_prefix(line.substr(0, at), entry);
  return true;
}

}  // namespace

void read_stderr_log(std::string_view log, const OnStatement& found) {
  LogEntries entries(found);
  LogEntry entry;
  std::string message;
  bool open = false;
  auto close = [&] {
    entry.message = message;
    if (open) entries.add(entry);
    open = false;
  };
  for (std::size_t start = 0; start < log.size();) {
    auto end = log.find('\n', start);
    if (end == std::string_view::npos) {  // the end cuts the entry off
      open = false;
      break;
    }
    auto line = log.substr(start, end - start);
    start = end + 1;
    if (line.starts_with('\t')) {
      if (open) message.append("\n").append(line.substr(1));
      continue;
    }
    close();
    entry = {};
    open = read_first_line(line, entry);
    message = entry.message;
  }
  close();
}

}  // namespace ante::snapshot
