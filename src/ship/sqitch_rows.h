// What sqitch writes into its registry for a change: by identifiers that are digests of all that the plan says of it.
#pragma once

#include "ship/ledger_rows.h"

namespace ante::ship {

Result<LedgerRow> sqitch_row(const change::Inventory& inventory, std::size_t migration);

}  // namespace ante::ship
