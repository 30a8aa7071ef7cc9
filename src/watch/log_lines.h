// The entries of a server's log, as its text comes: in pieces that may end in the middle of a line, in each of the
// three formats that a server writes. Pure; the log is a stranger's text, and what cannot be read of it is left out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ante::watch {

struct LogEntry {
  int pid = 0;                          // 0 where the log does not say
  std::string severity, sqlstate = {};  // the latter is "" where the log does not say
  std::string database, application;    // the same
  std::string message, statement;       // with their literals: nobody is shown them, and nothing keeps them
  bool is_cut = false;                  // a text was longer than is read
};

enum class LogFormat { text, csv, json };

// What stands before each entry of a log in text format, as the setting log_line_prefix has it.
class LinePrefix {
 public:
  explicit LinePrefix(std::string_view setting);
  struct Said {
    int pid = 0;
    std::string_view sqlstate = {}, database = {}, application = {};
    std::size_t length = 0;
  };
  // nullopt where the line begins no entry, and no part of one.
  std::optional<Said> read(std::string_view line) const;

 private:
  struct Element {
    char kind = 0;  // of an escape; 0: a literal
    std::string literal = {};
    bool is_padded = false;
  };
  struct Reading;
  bool reads(Reading& reading, std::size_t element, std::size_t at) const;
  std::vector<Element> elements_;
};

class LogReader {
 public:
  LogReader(LogFormat format, std::string_view line_prefix) : format_(format), prefix_(line_prefix) {}
  // Those that are whole with this piece.
  std::vector<LogEntry> read(std::string_view piece);
  // Nothing more has come for a while: what is open in text format is whole.
  std::vector<LogEntry> rest();
  // What comes next does not follow what came last.
  void forget(bool is_within_a_line = false);

 private:
  enum class Part { none, message, statement };
  void read_line(std::string_view line, std::vector<LogEntry>& entries);
  void read_records(std::vector<LogEntry>& entries);
  void close(std::vector<LogEntry>& entries);
  void append(std::string_view text);

  LogFormat format_;
  LinePrefix prefix_;
  std::string pending_;       // of a line, or a record, that is not whole
  bool leaves_line_ = false;  // the rest of the line is left out
  std::optional<LogEntry> open_;
  Part part_ = Part::none;  // of the open one, to which a line that goes on belongs
};

}  // namespace ante::watch
