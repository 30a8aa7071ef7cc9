// The ledgers in which migration tools keep what they have applied: how one is filled again with the versions that were
// captured.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/model.h"

namespace ante::snapshot {

// Details of versions that are not broken: what comes up to it was there before the tool was; and what a text that runs
// again whenever it is new was when it last ran, "checksum -12345".
inline constexpr std::string_view baseline_detail = "baseline", checksum_detail = "checksum ";

// The INSERT into the ledger {} of a version $1 and its detail $2. An error where the tool goes by more than was
// captured: it would be deceived.
Result<std::string> refill_of(std::string_view tool);

// The ledgers that a catalog has, whether or not there is a version in them.
struct LedgerTable {
  std::string tool, table;
};
std::vector<LedgerTable> ledgers_in(const catalog::Catalog& catalog);

// Tables that belong to migration tools, by their bare names.
std::vector<std::string> names_of_ledgers();
// Tables that tools fill up by themselves, as far as rows are missing.
std::vector<std::string> names_of_lists();

}  // namespace ante::snapshot
