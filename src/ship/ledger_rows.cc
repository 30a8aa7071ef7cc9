#include "ship/ledger_rows.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "change/flyway_checksum.h"
#include "change/marks.h"
#include "change/names.h"
#include "os/folders.h"
#include "os/sha256.h"
#include "pg/connection.h"
#include "ship/sqitch_rows.h"

namespace ante::ship {
namespace {

using change::Written;
using pg::quote_literal;

struct Site {
  const change::Inventory& inventory;
  std::size_t at;
  const std::string& table() const { return inventory.ledger.table; }
  const Written& migration() const { return inventory.migrations[at]; }
};

LedgerRow plain_row(const Site& site, std::string_view columns, const std::string& values, const std::string& where) {
  return {{fmt::format("INSERT INTO {} ({}) VALUES ({})", site.table(), columns, values)},
          {fmt::format("DELETE FROM {} WHERE {}", site.table(), where)}};
}

Result<std::string> number_in(const Site& site) {
  auto digits = change::leading_digits(site.migration().name);
  if (!digits.empty()) return digits;
  return undecided(fmt::format("{} has no number", change::shown(site.migration().name)));
}

// dbmate and Rails: the digits, as they stand.
Result<LedgerRow> schema_migrations_row(const Site& site) {
  auto version = quote_literal(TRY(number_in(site)));
  return plain_row(site, "version", version, "version = " + version);
}

Result<LedgerRow> diesel_row(const Site& site) {
  auto& name = site.migration().name;
  auto version = quote_literal(replace_all(name.substr(0, name.find('_')), "-", ""));
  return plain_row(site, "version", version, "version = " + version);
}

// A version may stand in it more than once; the last one counts.
Result<LedgerRow> goose_row(const Site& site) {
  auto version = change::number_of(TRY(number_in(site)));
  return plain_row(site, "version_id, is_applied", version + ", true",
                   fmt::format("id = (SELECT max(id) FROM {} WHERE version_id = {})", site.table(), version));
}

Result<LedgerRow> node_pg_migrate_row(const Site& site) {
  auto name = quote_literal(site.migration().name);
  return plain_row(site, "name, run_on", name + ", now()", "name = " + name);
}

// The committed file says its hash itself, and that of the one before it.
Result<LedgerRow> graphile_row(const Site& site) {
  auto text = TRY(os::read_file(site.migration().path));
  auto script = TRY(change::graphile_script(text, site.migration().file));
  auto file = quote_literal(site.migration().name + ".sql");
  auto previous = script.previous == "-" ? "NULL" : quote_literal(script.previous);
  return plain_row(site, "hash, previous_hash, filename",
                   fmt::format("{}, {}, {}", quote_literal(script.hash), previous, file), "filename = " + file);
}

Result<LedgerRow> flyway_row(const Site& site) {
  auto& name = site.migration().name;
  auto parted = name.find("__");
  bool versioned = name.starts_with('V') && parted != name.npos;
  if (!versioned && !name.starts_with("R__"))
    return undecided(fmt::format("{} is neither V…__… nor R__…", change::shown(name)));
  auto text = TRY(os::read_file(site.migration().path));
  auto script = quote_literal(site.migration().file);
  auto version = versioned ? quote_literal(replace_all(name.substr(1, parted - 1), "_", ".")) : "NULL";
  auto row = [&](bool success) {
    return fmt::format(
        "INSERT INTO {0} (installed_rank, version, description, type, script, checksum, installed_by, execution_time, "
        "success) SELECT coalesce(max(installed_rank), 0) + 1, {1}, {2}, 'SQL', {3}, {4}, current_user, 0, {5} FROM "
        "{0}",
        site.table(), version, quote_literal(replace_all(name.substr(parted + 2), "_", " ")), script,
        change::flyway_checksum(text), success);
  };
  // The file may have been put right since it failed.
  auto finish = fmt::format("UPDATE {} SET success = true, checksum = {} WHERE script = {}", site.table(),
                            change::flyway_checksum(text), script);
  auto unfinish = fmt::format("UPDATE {} SET success = false WHERE script = {}", site.table(), script);
  return LedgerRow{{row(true)},
                   {fmt::format("DELETE FROM {0} WHERE installed_rank = (SELECT max(installed_rank) FROM {0} WHERE "
                                "script = {1})",
                                site.table(), script)},
                   {finish},
                   {unfinish}};
}

Result<LedgerRow> prisma_row(const Site& site) {
  auto text = TRY(os::read_file(site.migration().path));
  auto name = quote_literal(site.migration().name);
  auto row = plain_row(
      site, "id, checksum, migration_name, started_at, finished_at, applied_steps_count",
      fmt::format("gen_random_uuid()::text, {}, {}, now(), now(), 1", quote_literal(os::sha256_hex(text)), name),
      fmt::format("migration_name = {} AND rolled_back_at IS NULL", name));
  row.finish = {fmt::format("UPDATE {} SET finished_at = now() WHERE migration_name = {} AND rolled_back_at IS NULL",
                            site.table(), name)};
  row.unfinish = {fmt::format("UPDATE {} SET finished_at = NULL WHERE migration_name = {} AND rolled_back_at IS NULL",
                              site.table(), name)};
  return row;
}

using RowOf = Result<LedgerRow> (*)(const Site& site);
constexpr std::array rows{
    std::pair<std::string_view, RowOf>{"schema_migrations", schema_migrations_row},
    std::pair<std::string_view, RowOf>{"goose", goose_row},
    std::pair<std::string_view, RowOf>{"node-pg-migrate", node_pg_migrate_row},
    std::pair<std::string_view, RowOf>{"graphile-migrate", graphile_row},
    std::pair<std::string_view, RowOf>{"flyway", flyway_row},
    std::pair<std::string_view, RowOf>{"prisma", prisma_row},
    std::pair<std::string_view, RowOf>{"diesel", diesel_row},
};

}  // namespace

Result<LedgerRow> ledger_row(const change::Inventory& inventory, std::size_t migration) {
  if (inventory.ledger.tool == "sqitch") return sqitch_row(inventory, migration);
  for (auto& [tool, row_of] : rows)
    if (tool == inventory.ledger.tool) return row_of({inventory, migration});
  return undecided(fmt::format("what {} writes into {} is not known", inventory.ledger.tool, inventory.ledger.table));
}

std::vector<std::string> golang_migrate_row(const std::string& table, const std::string& version, bool dirty) {
  std::vector<std::string> sql{"DELETE FROM " + table};
  if (!version.empty())
    sql.push_back(fmt::format("INSERT INTO {} (version, dirty) VALUES ({}, {})", table, version, dirty));
  return sql;
}

}  // namespace ante::ship
