// csvlog: a record an entry, texts in double quotes, quotes in them doubled, line breaks kept.
#include <array>

#include "snapshot/log.h"

namespace ante::snapshot {
namespace {

// Columns of csvlog, as the documentation numbers them, from 0.
enum LogColumn {
  log_time = 0,
  log_user = 1,
  database_name = 2,
  session_id = 5,
  error_severity = 11,
  message = 13,
  application_name = 22
};
constexpr std::size_t columns_kept = 23;

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {}
  // The next whole record; false at the end, and for a record that the end cuts off.
  bool next(std::array<std::string, columns_kept>& record) {
    for (auto& field : record) field.clear();
    for (std::size_t column = 0; !rest_.empty(); ++column) {
      std::string field;
      if (!read_field(field)) return false;
      if (column < columns_kept) record[column] = std::move(field);
      if (rest_.empty()) return false;
      char after = rest_.front();
      rest_.remove_prefix(1);
      if (after == '\n') return true;
    }
    return false;
  }

 private:
  // Leaves the separator or the line's end in front.
  bool read_field(std::string& field) {
    if (!rest_.starts_with('"')) {
      auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
      field = rest_.substr(0, end);
      rest_.remove_prefix(end);
      return true;
    }
    rest_.remove_prefix(1);
    for (;;) {
      auto quote = rest_.find('"');
      if (quote == std::string_view::npos) return rest_ = {}, false;
      field += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      field += '"';
      rest_.remove_prefix(1);
    }
    // Nothing may stand between the quote and the separator; where it does, the record is skipped to its line's end.
    auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
    rest_.remove_prefix(end);
    return true;
  }
  std::string_view rest_;
};

}  // namespace

void read_csv_log(std::string_view log, const OnStatement& found) {
  CsvReader reader(log);
  LogEntries entries(found);
  std::array<std::string, columns_kept> record;
  while (reader.next(record))
    entries.add({.severity = record[error_severity],
                 .message = record[message],
                 .user = record[log_user],
                 .database = record[database_name],
                 .time = record[log_time],
                 .application = record[application_name],
                 .session = record[session_id]});
}

}  // namespace ante::snapshot
