#include "twin/ledgers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "snapshot/ledger.h"
#include "twin/lab.h"

namespace ante::twin {
namespace {

std::string owner_of(const std::string& table, const snapshot::Snapshot& snapshot) {
  auto& tables = snapshot.catalog.tables;
  auto found = std::ranges::find(tables, table, &catalog::Table::name);
  return found == tables.end() ? std::string() : bare_name(found->owner);
}

// As the table's owner: a default, a constraint and a trigger of it are a stranger's code, and no superuser runs them.
Result<void> refill(const pg::Cluster& cluster, const std::string& database, const snapshot::Snapshot& snapshot,
                    const std::string& table) {
  auto first = std::ranges::find(snapshot.ledger, table, &snapshot::LedgerEntry::table);
  auto insert = replace_all(TRY(snapshot::refill_of(first->tool)), "{}", table);
  auto owner = owner_of(table, snapshot);
  if (owner.empty()) return undecided("it is not in the twin");
  auto session = TRY(pg::Connection::open(cluster.target(database, owner), {.call = Millis(120'000)}));
  TRY(session.execute("SET search_path = pg_catalog; BEGIN"));
  for (auto& entry : snapshot.ledger) {
    if (entry.table != table) continue;
    std::vector<pg::Value> values{entry.version};
    if (contains(insert, "$2")) values.push_back(entry.detail);
    auto inserted = TRY(session.query(insert, values));
    if (inserted.affected() != 1) return undecided(fmt::format("'{}' is no version of {}", entry.version, entry.tool));
  }
  TRY(session.execute("COMMIT"));
  return {};
}

}  // namespace

Result<std::vector<std::string>> refill_ledgers(const pg::Cluster& cluster, const std::string& database,
                                                const snapshot::Snapshot& snapshot) {
  std::vector<std::string> tables, reservations;
  for (auto& entry : snapshot.ledger)
    if (std::ranges::find(tables, entry.table) == tables.end()) tables.push_back(entry.table);
  for (auto& table : tables)
    if (auto filled = refill(cluster, database, snapshot, table); !filled)
      reservations.push_back(
          fmt::format("{} is empty in the private database, and not in production: {}", table, filled.error().what));
  for (auto& spot : snapshot.blind_spots)
    if (spot.about == "ledger")
      reservations.push_back(
          fmt::format("a ledger is empty in the private database, since it was not captured: {}", spot.what));
  return reservations;
}

ToolTables tool_tables(const snapshot::Snapshot& snapshot) {
  ToolTables tables;
  for (auto& name : snapshot::names_of_ledgers()) tables.ledgers.insert(name);
  for (auto& entry : snapshot.ledger) tables.ledgers.insert(without_schema(entry.table));
  for (auto& name : snapshot::names_of_lists()) tables.lists.insert(name);
  return tables;
}

}  // namespace ante::twin
