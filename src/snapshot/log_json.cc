// jsonlog: an object a line.
#include <nlohmann/json.hpp>

#include "snapshot/log.h"

namespace ante::snapshot {

void read_json_log(std::string_view log, const OnStatement& found) {
  LogEntries entries(found);
  for (std::size_t start = 0; start < log.size();) {
    auto end = std::min(log.find('\n', start), log.size());
    auto line = log.substr(start, end - start);
    start = end + 1;
    auto object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object()) continue;
    auto text = [&](const char* key) {
      auto value = object.find(key);
      return value != object.end() && value->is_string() ? value->get<std::string>() : std::string();
    };
    auto severity = text("error_severity"), message = text("message"), user = text("user"), database = text("dbname"),
         time = text("timestamp"), application = text("application_name"), session = text("session_id");
    entries.add({severity, message, user, database, time, application, session});
  }
}

}  // namespace ante::snapshot
