#include "watch/settings.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ante::watch {
namespace {

// A reload, or ALTER ROLE and ALTER DATABASE … SET.
constexpr const char* stamp_sql = R"(
SELECT pg_catalog.pg_conf_load_time()::text || ' ' ||
       coalesce((SELECT pg_catalog.string_agg(setdatabase::text || ' ' || setrole::text || ' ' || xmin::text, ',' ORDER BY setdatabase, setrole)
                   FROM pg_catalog.pg_db_role_setting), '')
       || pg_catalog.pg_is_in_recovery()::text)";

// What begins with transaction_ is the transaction's; what has a dot in its name is an extension's or the
// application's.
constexpr const char* settings_sql = R"(
WITH known AS MATERIALIZED (SELECT name, setting, coalesce(unit, '') AS unit, category, vartype, source FROM pg_catalog.pg_settings),
own AS (
  SELECT CASE WHEN d.setrole <> 0 AND d.setdatabase <> 0 THEN ' of role ' || r.rolname || ' in ' || b.datname
              WHEN d.setrole <> 0 THEN ' of role ' || r.rolname ELSE ' of database ' || b.datname END AS whose,
         pg_catalog.split_part(c, '=', 1) AS name, pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1) AS setting
    FROM pg_catalog.pg_db_role_setting d CROSS JOIN LATERAL pg_catalog.unnest(d.setconfig) AS c
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = d.setrole LEFT JOIN pg_catalog.pg_database b ON b.oid = d.setdatabase
   WHERE d.setdatabase = 0 OR b.datname = pg_catalog.current_database())
SELECT name, CASE WHEN vartype = 'string' THEN pg_catalog.md5(setting) ELSE setting END, unit, vartype <> 'string',
       category ~ '^Query Tuning|^Resource Usage / Memory'
  FROM known WHERE source NOT IN ('client', 'session', 'override') AND name !~ '^transaction_'
UNION ALL
SELECT o.name || o.whose, CASE WHEN coalesce(k.vartype, 'string') = 'string' THEN pg_catalog.md5(o.setting) ELSE o.setting END,
       '', coalesce(k.vartype, 'string') <> 'string', coalesce(k.category ~ '^Query Tuning|^Resource Usage / Memory', false)
  FROM own o LEFT JOIN known k ON k.name = o.name)";

std::string shown(const Setting* setting) {
  if (!setting) return "not set";
  auto value = setting->is_shown ? setting->value : "…";
  return setting->unit.empty() ? value : value + " × " + setting->unit;
}

}  // namespace

Result<std::string> settings_stamp(pg::Connection& connection) { return connection.scalar(stamp_sql); }

Result<Settings> read_settings(pg::Connection& connection) {
  auto rows = TRY(connection.query(settings_sql));
  Settings settings;
  for (int row = 0; row < rows.size(); ++row)
    settings[std::string(rows.text(row, 0))] = {.value = std::string(rows.text(row, 1)),
                                                .unit = std::string(rows.text(row, 2)),
                                                .is_shown = rows.text(row, 3) == "t",
                                                .is_planners = rows.text(row, 4) == "t"};
  return settings;
}

std::vector<SettingChange> changes(const Settings& before, const Settings& after) {
  std::vector<SettingChange> found;
  auto compare = [&](const std::string& name, const Setting* was, const Setting* is) {
    if (was && is && *was == *is) return;
    found.push_back({fmt::format("{}: {} → {}", name, shown(was), shown(is)), (is ? is : was)->is_planners});
  };
  for (auto& [name, setting] : before) {
    auto now = after.find(name);
    compare(name, &setting, now == after.end() ? nullptr : &now->second);
  }
  for (auto& [name, setting] : after)
    if (!before.contains(name)) compare(name, nullptr, &setting);
  return found;
}

}  // namespace ante::watch
