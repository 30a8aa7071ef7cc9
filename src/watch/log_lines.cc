#include "watch/log_lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"

namespace ante::watch {
namespace {

constexpr std::size_t longest_line = 1u << 20, longest_logged_text = 1u << 18, longest_prefix = 1'024;
// Names in a prefix may hold what comes after them, so that some ways to read it have to be tried; not all.
constexpr int steps_at_most = 5'000;
constexpr std::size_t longest_label = 9;
constexpr std::array<std::string_view, 13> severities{"LOG",    "ERROR",  "FATAL",  "PANIC",  "WARNING",
                                                      "NOTICE", "INFO",   "DEBUG1", "DEBUG2", "DEBUG3",
                                                      "DEBUG4", "DEBUG5", "DEBUG"};
constexpr std::array<std::string_view, 7> parts_of_entries{"DETAIL",   "HINT",      "QUERY",    "CONTEXT",
                                                           "LOCATION", "STATEMENT", "BACKTRACE"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool is_of_sqlstate(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); }

template <class Is>
std::size_t end_of(std::string_view text, std::size_t at, Is is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}

// "2026-11-30 12:00:00", where d is a digit.
bool has_form(std::string_view text, std::size_t at, std::string_view form) {
  if (at > text.size() || text.size() - at < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == 'd' ? !is_digit(text[at + i]) : text[at + i] != form[i]) return false;
  return true;
}

constexpr std::string_view moment_form = "dddd-dd-dd dd:dd:dd";

// Its end; npos where it is none. A zone is "UTC", "CET" or "+03".
std::size_t end_of_moment(std::string_view text, std::size_t at, bool with_millis) {
  if (!has_form(text, at, moment_form)) return text.npos;
  at += moment_form.size();
  if (with_millis) {
    if (!has_form(text, at, ".ddd")) return text.npos;
    at += 4;
  }
  if (at >= text.size() || text[at] != ' ') return text.npos;
  auto begin = ++at;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  if (at > begin)
    at = end_of(text, at, [](char c) { return is_digit(c) || c == ':'; });
  else
    at = end_of(text, at, [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; });
  return at > begin ? at : text.npos;
}

// Of what has a form of its own; nullopt where anything may stand there.
std::optional<std::size_t> end_of_escape(char kind, std::string_view text, std::size_t at) {
  auto digits = [&](std::size_t from) { return end_of(text, from, is_digit); };
  auto sign = at < text.size() && text[at] == '-' ? at + 1 : at;
  switch (kind) {
    case 'p':
    case 'l':
      return digits(at) > at ? digits(at) : text.npos;
    case 'P':
    case 'x':
      return digits(at);
    case 'Q':
      return digits(sign);
    case 't':
    case 's':
      return end_of_moment(text, at, false);
    case 'm':
      return end_of_moment(text, at, true);
    case 'n':
    case 'c': {
      auto is = kind == 'n' ? is_digit : is_hex;
      auto point = end_of(text, at, is);
      if (point == at || point >= text.size() || text[point] != '.') return text.npos;
      return end_of(text, point + 1, is);
    }
    case 'e':
      return end_of(text, at, is_of_sqlstate) >= at + 5 ? at + 5 : text.npos;
    default:
      return std::nullopt;
  }
}

// "ERROR", where that and ":  " stand there; "" else.
std::string_view label_at(std::string_view line, std::size_t at) {
  auto rest = line.substr(at, longest_label + 3);
  auto colon = rest.find(":  ");
  if (colon == rest.npos) return {};
  auto word = rest.substr(0, colon);
  bool is_one = std::ranges::find(severities, word) != severities.end() ||
                std::ranges::find(parts_of_entries, word) != parts_of_entries.end();
  return is_one ? word : std::string_view();
}

// What is written in another encoding than UTF-8 is no reason to leave out the rest.
std::string readable(std::string_view text) {
  std::string result(text);
  if (!valid_utf8(text))
    std::ranges::replace_if(result, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return result;
}

int integer_in(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string cut_short(std::string text, LogEntry& entry) {
  entry.is_cut = entry.is_cut || text.size() > longest_logged_text;
  if (text.size() > longest_logged_text) text.resize(longest_logged_text);
  return readable(text);
}

// Columns of csvlog, as the documentation numbers them, from 0.
enum CsvColumn {
  csv_database = 2,
  csv_pid = 3,
  csv_severity = 11,
  csv_sqlstate = 12,
  csv_message = 13,
  csv_statement = 19,
  csv_application = 22,
  csv_least = 23,
  csv_most = 64
};

// A record at the beginning of a text, and how long it is: 0 where it is not whole. Texts are in double quotes, those
// within doubled.
struct CsvRecord {
  std::vector<std::string> fields;
  std::size_t length = 0;
  bool is_none = false;  // what stands there is no record
};
CsvRecord csv_record(std::string_view text) {
  CsvRecord record{.fields = {""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quoted) {
      if (c != '"') {
        record.fields.back() += c;
      } else if (i + 1 == text.size()) {
        return record;  // another one may follow
      } else if (text[i + 1] == '"') {
        record.fields.back() += text[i++];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      if (!record.fields.back().empty()) return record.is_none = true, record;
      quoted = true;
    } else if (c == ',') {
      if (record.fields.size() > csv_most) return record.is_none = true, record;
      record.fields.emplace_back();
    } else if (c == '\n') {
      record.length = i + 1;
      record.is_none = record.fields.size() < csv_least;
      return record;
    } else {
      record.fields.back() += c;
    }
  }
  return record;
}

std::optional<LogEntry> json_entry(std::string_view line) {
  auto object = nlohmann::json::parse(readable(line), nullptr, false);
  if (!object.is_object()) return std::nullopt;
  auto text = [&](const char* key) {
    auto value = object.find(key);
    return value != object.end() && value->is_string() ? value->get<std::string>() : std::string();
  };
  LogEntry entry;
  entry.severity = text("error_severity"), entry.sqlstate = text("state_code");
  entry.database = text("dbname"), entry.application = text("application_name");
  if (entry.severity.empty()) return std::nullopt;
  if (auto pid = object.find("pid"); pid != object.end() && pid->is_number_integer()) entry.pid = pid->get<int>();
  entry.message = cut_short(text("message"), entry), entry.statement = cut_short(text("statement"), entry);
  return entry;
}

}  // namespace

// --- LinePrefix

// An escape is %, perhaps a width, and a letter. What the server does not know it leaves out.
LinePrefix::LinePrefix(std::string_view setting) {
  auto literal = [&](char c) {
    if (elements_.empty() || elements_.back().kind != 0) elements_.push_back({});
    elements_.back().literal += c;
  };
  for (std::size_t i = 0; i < setting.size(); ++i) {
    if (setting[i] != '%') {
      literal(setting[i]);
      continue;
    }
    auto width = i + 1;
    i = end_of(setting, width, [](char c) { return is_digit(c) || c == '-'; });
    if (i >= setting.size()) return;
    if (setting[i] == '%')
      literal('%');
    else if (std::string_view("audrhLbpPtmnsilcevxqQ").contains(setting[i]))
      elements_.push_back({.kind = setting[i], .is_padded = i > width});
  }
}

struct LinePrefix::Reading {
  std::string_view line;
  Said said = {};
  int steps_left = steps_at_most;
};

bool LinePrefix::reads(Reading& reading, std::size_t element, std::size_t at) const {
  if (--reading.steps_left < 0) return false;
  auto line = reading.line;
  if (element == elements_.size()) {
    reading.said.length = at;
    return !label_at(line, at).empty();
  }
  auto& one = elements_[element];
  if (one.kind == 0)
    return line.substr(at).starts_with(one.literal) && reads(reading, element + 1, at + one.literal.size());
  // Processes that are nobody's session stop there.
  if (one.kind == 'q')
    return reads(reading, element + 1, at) || (reading.said.length = at, !label_at(line, at).empty());
  auto goes_on = [&](std::size_t end) {
    if (!reads(reading, element + 1, end)) return false;
    auto text = trim(line.substr(at, end - at));
    if (one.kind == 'p') reading.said.pid = integer_in(text);
    if (one.kind == 'e') reading.said.sqlstate = text;
    if (one.kind == 'd' && text != "[unknown]") reading.said.database = text;
    if (one.kind == 'a' && text != "[unknown]") reading.said.application = text;
    return true;
  };
  if (auto end = one.is_padded ? std::nullopt : end_of_escape(one.kind, line, at))
    return *end != line.npos && goes_on(*end);
  auto last = std::min(line.size(), longest_prefix);
  for (auto end = at; end <= last && reading.steps_left > 0; ++end)
    if (goes_on(end)) return true;
  return false;
}

std::optional<LinePrefix::Said> LinePrefix::read(std::string_view line) const {
  Reading reading{.line = line};
  if (!reads(reading, 0, 0)) return std::nullopt;
  return reading.said;
}

// --- LogReader

std::vector<LogEntry> LogReader::read(std::string_view piece) {
  std::vector<LogEntry> entries;
  if (leaves_line_) {
    auto end = piece.find('\n');
    if (end == piece.npos) return entries;
    piece.remove_prefix(end + 1), leaves_line_ = false;
  }
  pending_ += piece;
  if (format_ == LogFormat::csv) {
    read_records(entries);
  } else {
    std::size_t start = 0;
    for (auto end = pending_.find('\n'); end != pending_.npos; end = pending_.find('\n', start)) {
      read_line(std::string_view(pending_).substr(start, end - start), entries);
      start = end + 1;
    }
    pending_.erase(0, start);
  }
  if (pending_.size() > longest_line) pending_.clear(), leaves_line_ = true;
  return entries;
}

void LogReader::read_line(std::string_view line, std::vector<LogEntry>& entries) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (format_ == LogFormat::json) {
    if (auto entry = json_entry(line)) entries.push_back(std::move(*entry));
    return;
  }
  if (line.starts_with('\t')) {
    append("\n"), append(line.substr(1));
    return;
  }
  auto said = prefix_.read(line);
  if (!said) {  // of a program that the server started, perhaps
    part_ = Part::none;
    return;
  }
  auto label = label_at(line, said->length);
  auto text = line.substr(said->length + label.size() + 3);
  if (std::ranges::find(severities, label) != severities.end()) {
    close(entries);
    auto& entry = open_.emplace();
    entry.pid = said->pid, entry.severity = label, entry.sqlstate = said->sqlstate;
    entry.database = readable(said->database), entry.application = readable(said->application);
    // With log_error_verbosity = verbose it stands before the message, too.
    if (text.size() > 7 && text.substr(5, 2) == ": " && std::ranges::all_of(text.substr(0, 5), is_of_sqlstate)) {
      entry.sqlstate = text.substr(0, 5);
      text.remove_prefix(7);
    }
    part_ = Part::message;
    append(text);
  } else {
    bool is_its = open_ && open_->pid == said->pid;
    part_ = is_its && label == "STATEMENT" ? Part::statement : Part::none;
    append(text);
  }
}

void LogReader::append(std::string_view text) {
  if (!open_ || part_ == Part::none) return;
  auto& field = part_ == Part::message ? open_->message : open_->statement;
  if (field.size() + text.size() > longest_logged_text)
    open_->is_cut = true;
  else
    field += text;
}

void LogReader::close(std::vector<LogEntry>& entries) {
  if (open_) {
    open_->message = readable(open_->message), open_->statement = readable(open_->statement);
    entries.push_back(std::move(*open_));
  }
  open_.reset();
  part_ = Part::none;
}

// Where it begins in the middle of a record, or something is broken, it goes on with the next line that begins one.
void LogReader::read_records(std::vector<LogEntry>& entries) {
  std::string_view left = pending_;
  while (!left.empty()) {
    bool may_be_one = has_form(left, 0, moment_form) || left.size() < moment_form.size();
    auto record = may_be_one ? csv_record(left) : CsvRecord{.fields = {}, .length = 0, .is_none = true};
    if (record.is_none) {
      auto end = left.find('\n');
      if (end == left.npos) break;
      left.remove_prefix(end + 1);
      continue;
    }
    if (record.length == 0) break;
    left.remove_prefix(record.length);
    auto& fields = record.fields;
    // Within a text that is read from its middle on, a line may look like one.
    bool is_one = std::ranges::find(severities, fields[csv_severity]) != severities.end() &&
                  integer_in(fields[csv_pid]) > 0;
    if (!is_one) continue;
    LogEntry entry;
    entry.pid = integer_in(fields[csv_pid]), entry.severity = fields[csv_severity],
    entry.sqlstate = fields[csv_sqlstate];
    entry.database = readable(fields[csv_database]), entry.application = readable(fields[csv_application]);
    entry.message = cut_short(std::move(fields[csv_message]), entry);
    entry.statement = cut_short(std::move(fields[csv_statement]), entry);
    entries.push_back(std::move(entry));
  }
  pending_.erase(0, pending_.size() - left.size());
}

std::vector<LogEntry> LogReader::rest() {
  std::vector<LogEntry> entries;
  close(entries);
  return entries;
}

void LogReader::forget(bool is_within_a_line) {
  pending_.clear();
  leaves_line_ = is_within_a_line;
  open_.reset();
  part_ = Part::none;
}

}  // namespace ante::watch
