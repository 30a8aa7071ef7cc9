// Statements in a server's log. Pure functions from a log's text to what was run; the log is a stranger's text, and its
// end may be cut off in the middle of an entry.
//
// Only the statement's own text is taken, never an entry's DETAIL, which may hold parameters.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ante::snapshot {

struct LoggedStatement {
  std::string text;
  std::string user, database;  // "" where the log does not say
  std::string time;            // as logged: 2026-11-21 06:15:00.123 UTC
  double duration_ms = -1;     // -1 where it was not logged
};
using OnStatement = std::function<void(LoggedStatement)>;

enum class LogFormat { csv, json, stderr_text };
LogFormat log_format(std::string_view log);

void read_csv_log(std::string_view log, const OnStatement& found);
void read_json_log(std::string_view log, const OnStatement& found);
void read_stderr_log(std::string_view log, const OnStatement& found);
Result<void> read_log(std::string_view log, const OnStatement& found);  // in whichever format it is

// --- shared by the three

// One entry of a log, whatever its format.
struct LogEntry {
  std::string_view severity, message, user, database, time, application, session;
};

// Makes statements of entries. A statement and its duration are one entry (log_min_duration_statement) or two
// (log_statement and log_duration), which the session ties together.
class LogEntries {
 public:
  explicit LogEntries(const OnStatement& found) : found_(found) {}
  ~LogEntries();  // statements whose duration never came are reported without
  LogEntries(const LogEntries&) = delete;
  LogEntries& operator=(const LogEntries&) = delete;
  void add(const LogEntry& entry);

 private:
  const OnStatement& found_;
  struct Waiting {
    std::string session;
    LoggedStatement statement;
  };
  std::vector<Waiting> waiting_;
};

}  // namespace ante::snapshot
