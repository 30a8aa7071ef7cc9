// What the arguments say wins over what ante.toml says.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "change/applied.h"
#include "snapshot/snapshot.h"

namespace ante::cli {

Result<std::filesystem::path> chosen(const std::string& argument,
                                     const std::optional<std::filesystem::path>& configured, std::string_view what,
                                     std::string_view option);
// The migration tools' ledgers, as the snapshot has them.
std::vector<change::Ledger> ledgers_of(const snapshot::Snapshot& snapshot);
// Those that hold no version too.
std::vector<change::Ledger> all_ledgers_of(const snapshot::Snapshot& snapshot);

}  // namespace ante::cli
