// All migrations of a folder, and what a tool's ledger in the database says of each.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "change/applied.h"

namespace ante::change {

struct Written {
  std::string name;            // as its tool names it, without what its files' names end in
  std::filesystem::path path;  // of what goes up
  std::string file;            // the same, as it is shown to people
  State state = State::pending;
  bool repeated = false;  // it runs again whenever its text is another than it was
};

struct Inventory {
  std::string tool;  // whose folder it is
  std::vector<Written> migrations = {};
  std::string plan = {};  // what sqitch.plan says; "" of all other tools
  Ledger ledger = {};     // the one that was gone by; without a table where the database has none that fits
  // Versions that the ledger has and the folder has not; and what of the folder could not be read.
  std::vector<std::string> unknown = {}, doubts = {};
};

// `tool` is whose migrations they are; "" to find out.
Result<Inventory> inventory_of(const std::filesystem::path& path, const std::vector<Ledger>& ledgers,
                               const std::string& tool = {});

}  // namespace ante::change
