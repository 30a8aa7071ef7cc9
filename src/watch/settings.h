// What the server and its roles are set to. A text may hold what nobody should read, and so it is never shown, and
// never kept; that it changed is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pg/connection.h"

namespace ante::watch {

struct Setting {
  std::string value, unit;   // a text's value is its hash
  bool is_shown = true;      // its value may be
  bool is_planners = false;  // how a query is planned, or with how much memory it runs, depends on it
  bool is_of_a_role = false;
  bool operator==(const Setting&) const = default;
};
// By name; that of a role or a database by "work_mem of role report".
using Settings = std::map<std::string, Setting>;

// Whatever else changes, this number does only where a setting may have.
Result<std::string> settings_stamp(pg::Connection& connection);
// Without those that this session itself was given when it began.
Result<Settings> read_settings(pg::Connection& connection);

struct SettingChange {
  std::string says;  // "work_mem: 4096 → 65536 kB"
  bool is_planners = false, is_of_a_role = false;
};
// Those that plans depend on first.
std::vector<SettingChange> changes(const Settings& before, const Settings& after);

}  // namespace ante::watch
