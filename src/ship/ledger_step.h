// The step by which a migration tool's own ledger says what the schema is then, so that the tool goes on as if it had
// run the migrations itself; and, taken back, what it said before.
#pragma once

#include <vector>

#include "base/result.h"
#include "change/inventory.h"
#include "ship/plan.h"

namespace ante::ship {

struct IntoLedger {
  Step step = {};
  // Whether a lab can try it: not where a row points to others, which no snapshot holds.
  bool can_be_tried = true;
};

// `applied`: what the ledger is to say, one a migration of the inventory. A step without SQL where it says so already.
// An error where what the tool writes is not known.
Result<IntoLedger> ledger_step(const change::Inventory& inventory, const std::vector<bool>& applied);

}  // namespace ante::ship
