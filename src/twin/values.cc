#include "twin/values.h"

#include <fmt/format.h>

namespace ante::twin {

Result<Values> values_of(pg::Connection& session, const std::string& only) {
  auto columns = TRY(session.query(fmt::format(R"sql(
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.format('%I', a.attname)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND a.attnum > 0 AND NOT a.attisdropped{}
    ORDER BY c.oid, a.attnum)sql",
                                               only.empty() ? "" : fmt::format(" AND c.oid IN ({})", only))));
  Values values;
  for (int row = 0; row < columns.size();) {
    std::string table(columns.text(row, 0)), wanted = "pg_catalog.count(*)";
    int end = row;
    for (; end < columns.size() && columns.text(end, 0) == table; ++end)
      wanted += fmt::format(
          ", pg_catalog.concat_ws(' ', pg_catalog.count({0}), "
          "pg_catalog.sum(pg_catalog.hashtext({0}::pg_catalog.text)))",
          columns.text(end, 1));
    bool inside = session.in_transaction();
    if (inside) TRY(session.execute("SAVEPOINT \"ante reads\""));
    auto sums = session.query(fmt::format("SELECT {} FROM ONLY {}", wanted, table));
    if (inside) TRY(session.execute("ROLLBACK TO SAVEPOINT \"ante reads\"; RELEASE SAVEPOINT \"ante reads\""));
    if (!sums && !only.empty()) return std::unexpected(sums.error());
    if (sums) values[table] = sums->text(0, 0);
    for (int i = row; sums && i < end; ++i)
      values[fmt::format("{}.{}", table, columns.text(i, 1))] = sums->text(0, i - row + 1);
    row = end;
  }
  return values;
}

std::vector<std::string> those_that_differ(const Values& before, const Values& after) {
  std::vector<std::string> names;
  for (auto& [name, sum] : before)
    if (auto found = after.find(name); found != after.end() && found->second != sum) names.push_back(name);
  return names;
}

}  // namespace ante::twin
