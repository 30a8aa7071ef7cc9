#include "twin/settings.h"

#include <fmt/format.h>

#include <map>

namespace ante::twin {
namespace {

// Planner settings, memory, formats of dates and numbers, the search path. Not what needs a restart, which is about the
// machine, and not time-outs, which are about the application.
constexpr const char* moving_sql = R"(
SELECT name, CASE WHEN source IN ('default', 'configuration file') THEN setting END FROM pg_settings
WHERE (category LIKE 'Query Tuning%' OR category LIKE 'Resource Usage%' OR category LIKE '%Locale and Formatting'
       OR name IN ('search_path', 'row_security', 'default_text_search_config'))
  AND context IN ('user', 'superuser', 'sighup') AND name NOT LIKE 'lc\_%')";

std::string scope_of(const snapshot::Setting& setting, const std::string& database) {
  if (setting.role && setting.database)
    return fmt::format("ROLE {} IN DATABASE {}", *setting.role, pg::quote_identifier(database));
  if (setting.role) return fmt::format("ROLE {}", *setting.role);
  return fmt::format("DATABASE {}", pg::quote_identifier(database));
}

// search_path and its like are lists of identifiers: as captured they are already written as such a list.
std::string value_of(const snapshot::Setting& setting) {
  if (setting.name == "search_path" && !setting.value.empty()) return setting.value;
  return pg::quote_literal(setting.value);
}

}  // namespace

Result<std::vector<std::string>> apply_settings(pg::Connection& server, const snapshot::Snapshot& snapshot) {
  auto rows = TRY(server.query(moving_sql));
  std::map<std::string, pg::Value, std::less<>> moving;
  for (int row = 0; row < rows.size(); ++row) moving.emplace(rows.text(row, 0), rows.value(row, 1));
  std::string database = TRY(server.scalar("SELECT current_database()"));

  std::vector<std::string> refused;
  for (auto& setting : snapshot.settings) {
    bool server_wide = !setting.role && !setting.database;
    auto here = moving.find(setting.name);
    // Most are what they are by default, and each ALTER SYSTEM writes a file anew.
    if (here == moving.end() || (server_wide && here->second == setting.value)) continue;
    auto sql = server_wide
                   ? fmt::format("ALTER SYSTEM SET {} = {}", setting.name, value_of(setting))
                   : fmt::format("ALTER {} SET {} = {}", scope_of(setting, database), setting.name, value_of(setting));
    auto set = server.execute(sql);
    if (set) continue;
    if (set.error().sqlstate.empty()) return std::unexpected(set.error());
    refused.push_back(fmt::format("setting {} = {}: {}", setting.name, setting.value, set.error().what));
  }
  return refused;
}

}  // namespace ante::twin
