#include "watch/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/text.h"

namespace ante::watch {
namespace {

// A reload, or ALTER ROLE and ALTER DATABASE … SET.
constexpr const char* settings_stamp_sql = R"(
SELECT pg_catalog.pg_conf_load_time()::text || ' ' ||
       coalesce((SELECT pg_catalog.string_agg(setdatabase::text || ' ' || setrole::text || ' ' || xmin::text, ',' ORDER BY setdatabase, setrole)
                   FROM pg_catalog.pg_db_role_setting), '')
       || pg_catalog.pg_is_in_recovery()::text)";

// What begins with transaction_ is the transaction's; what has a dot in its name is an extension's or the
// application's. A session's own is not what the server is set to. The server says in its own language what a setting
// is about, and so the kinds are told by one of each. That of a role may be somebody's whom nobody waits for: nothing
// is said of plans there.
constexpr const char* settings_sql = R"(
WITH known AS MATERIALIZED (
  SELECT name, reset_val AS setting, coalesce(unit, '') AS unit, vartype, source,
         name IN ('work_mem', 'hash_mem_multiplier') OR category IN (
           SELECT category FROM pg_catalog.pg_settings WHERE name IN ('enable_seqscan', 'random_page_cost', 'geqo', 'default_statistics_target')) AS plans
    FROM pg_catalog.pg_settings),
own AS (
  SELECT CASE WHEN d.setrole <> 0 AND d.setdatabase <> 0 THEN ' of role ' || coalesce(r.rolname, '?') || ' in ' || b.datname
              WHEN d.setrole <> 0 THEN ' of role ' || coalesce(r.rolname, '?') WHEN d.setdatabase <> 0 THEN ' of database ' || b.datname
              ELSE ' of all roles' END AS whose, d.setrole = 0 AS is_everybodys,
         pg_catalog.split_part(c, '=', 1) AS name, pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1) AS setting
    FROM pg_catalog.pg_db_role_setting d CROSS JOIN LATERAL pg_catalog.unnest(d.setconfig) AS c
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = d.setrole LEFT JOIN pg_catalog.pg_database b ON b.oid = d.setdatabase
   WHERE d.setdatabase = 0 OR b.datname = pg_catalog.current_database())
SELECT name, CASE WHEN vartype = 'string' THEN pg_catalog.hashtext(setting)::text ELSE setting END, unit, vartype <> 'string', plans, false
  FROM known WHERE source NOT IN ('client', 'override', 'database', 'user', 'database user', 'global') AND name !~ '^transaction_'
UNION ALL
SELECT o.name || o.whose, CASE WHEN coalesce(k.vartype, 'string') = 'string' THEN pg_catalog.hashtext(o.setting)::text ELSE o.setting END,
       '', coalesce(k.vartype, 'string') <> 'string', coalesce(k.plans, false), NOT o.is_everybodys
  FROM own o LEFT JOIN known k ON k.name = o.name)";

std::string shown(const Setting* setting) {
  if (!setting) return "not set";
  auto value = setting->is_shown ? setting->value : "…";
  return setting->unit.empty() ? value : value + " × " + setting->unit;
}

}  // namespace

Result<std::string> settings_stamp(pg::Connection& connection) { return connection.scalar(settings_stamp_sql); }

Result<Settings> read_settings(pg::Connection& connection) {
  auto rows = TRY(connection.query(settings_sql));
  Settings settings;
  for (int row = 0; row < rows.size(); ++row)
    settings[std::string(rows.text(row, 0))] = {.value = std::string(rows.text(row, 1)),
                                                .unit = std::string(rows.text(row, 2)),
                                                .is_shown = rows.text(row, 3) == "t",
                                                .is_planners = rows.text(row, 4) == "t",
                                                .is_of_a_role = rows.text(row, 5) == "t"};
  return settings;
}

std::vector<SettingChange> changes(const Settings& before, const Settings& after) {
  std::vector<SettingChange> found;
  auto compare = [&](const std::string& name, const Setting* was, const Setting* is) {
    if (was && is && *was == *is) return;
    found.push_back({fmt::format("{}: {} → {}", name, shown(was), shown(is)), (is ? is : was)->is_planners,
                     (is ? is : was)->is_of_a_role});
  };
  for (auto& [name, setting] : before) {
    auto now = after.find(name);
    compare(name, &setting, now == after.end() ? nullptr : &now->second);
  }
  for (auto& [name, setting] : after)
    if (!before.contains(name)) compare(name, nullptr, &setting);
  std::ranges::stable_sort(found, std::greater<>(), &SettingChange::is_planners);
  return found;
}

}  // namespace ante::watch
