// What a migration tool writes into its own ledger when it has run a migration, and how that is taken out again.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "change/inventory.h"

namespace ante::ship {

struct LedgerRow {
  std::vector<std::string> put, take;
  // Where the tool writes it down before it has run: a row that was begun becomes a whole one, and back. Empty where
  // it does no such thing.
  std::vector<std::string> finish = {}, unfinish = {};
};

// An error where it is not known what the tool writes.
Result<LedgerRow> ledger_row(const change::Inventory& inventory, std::size_t migration);

// golang-migrate has a single row: the latest version, and whether it is broken.
std::vector<std::string> golang_migrate_row(const std::string& table, const std::string& version, bool dirty);

}  // namespace ante::ship
