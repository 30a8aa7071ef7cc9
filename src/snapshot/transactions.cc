// The longest transactions seen: when the capture is made, and in every second of the interval that it observes. What
// waits for a table waits for the longest transaction that holds any lock on it.
#include <algorithm>

#include "pg/record_reader.h"
#include "snapshot/reading.h"

namespace ante::snapshot {
namespace {

constexpr const char* transactions_sql = R"(
WITH others AS MATERIALIZED (
  SELECT a.*, extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS seconds FROM pg_stat_activity a
   WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
     AND a.backend_type IS DISTINCT FROM 'autovacuum worker')
SELECT 'transactions' AS subject, v.name, v.value::float8 AS value, NULL::text AS text
  FROM (SELECT max(seconds) AS longest, max(age(backend_xmin)) AS xmin_age,
               max(extract(epoch FROM clock_timestamp() - state_change)) FILTER (WHERE state LIKE 'idle in transaction%') AS idle
          FROM others) o
  CROSS JOIN LATERAL (VALUES ('longest_seconds', o.longest), ('longest_idle_seconds', o.idle), ('oldest_xmin_age', o.xmin_age)) v(name, value)
 WHERE v.value IS NOT NULL
UNION ALL
SELECT 'table ' || format('%I.%I', n.nspname, c.relname), 'longest_transaction_seconds', max(o.seconds), NULL
  FROM pg_locks l JOIN others o USING (pid) JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE l.granted AND l.locktype = 'relation' AND o.seconds IS NOT NULL AND c.relkind IN ('r', 'p', 'm')
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 GROUP BY 1
UNION ALL SELECT 'transactions', 'prepared', count(*), NULL FROM pg_prepared_xacts
UNION ALL SELECT 'transactions', 'longest_prepared_seconds', max(extract(epoch FROM clock_timestamp() - prepared)), NULL
            FROM pg_prepared_xacts HAVING count(*) > 0)";

}  // namespace

Result<void> see_transactions(Reading& reading) {
  auto rows = TRY(ask(reading, transactions_sql, "figures", "transactions"));
  if (!rows) return {};
  auto& figures = reading.snapshot.figures;
  for (auto& seen : TRY(pg::records<Figure>(*rows))) {
    auto known = std::ranges::find_if(
        figures, [&](const Figure& f) { return f.subject == seen.subject && f.name == seen.name; });
    if (known == figures.end())
      figures.push_back(std::move(seen));
    else
      known->value = std::max(known->value, seen.value);
  }
  return {};
}

}  // namespace ante::snapshot
