#include "cli/chosen.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "snapshot/ledger.h"

namespace ante::cli {

Result<std::filesystem::path> chosen(const std::string& argument,
                                     const std::optional<std::filesystem::path>& configured, std::string_view what,
                                     std::string_view option) {
  if (!argument.empty()) return std::filesystem::path(argument);
  if (configured) return *configured;
  return bad_input(fmt::format("{} is not given, and no ante.toml here or above names it", what),
                   fmt::format("name it: {}", option));
}

namespace {

change::Ledger::Version version_of(const snapshot::LedgerEntry& entry) {
  change::Ledger::Version said{.version = entry.version};
  auto detail = entry.detail.value_or("");
  if (detail == snapshot::baseline_detail)
    said.baseline = true;
  else if (detail.starts_with(snapshot::checksum_detail))
    said.checksum = detail.substr(snapshot::checksum_detail.size());
  else
    said.broken = detail;
  return said;
}

}  // namespace

std::vector<change::Ledger> ledgers_of(const snapshot::Snapshot& snapshot) {
  std::vector<change::Ledger> ledgers;
  for (auto& entry : snapshot.ledger) {
    auto known = std::ranges::find(ledgers, entry.table, &change::Ledger::table);
    if (known == ledgers.end()) known = ledgers.insert(known, {entry.tool, entry.table, {}});
    known->versions.push_back(version_of(entry));
  }
  return ledgers;
}

std::vector<change::Ledger> all_ledgers_of(const snapshot::Snapshot& snapshot) {
  auto ledgers = ledgers_of(snapshot);
  auto could_not_be_read = [&](const std::string& table) {
    return std::ranges::any_of(snapshot.blind_spots,
                               [&](auto& spot) { return spot.about == "ledger" && contains(spot.what, table); });
  };
  for (auto& [tool, table] : snapshot::ledgers_in(snapshot.catalog))
    if (std::ranges::find(ledgers, table, &change::Ledger::table) == ledgers.end() && !could_not_be_read(table))
      ledgers.push_back({tool, table, {}});
  return ledgers;
}

}  // namespace ante::cli
