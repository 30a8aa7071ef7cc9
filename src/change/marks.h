// What a file of migrations says about itself in comments: which part of it goes up, and whether it wants a
// transaction.
#pragma once

#include <string>
#include <string_view>

namespace ante::change {

struct Marked {
  std::string up;                 // the part to run; the other lines are blank, so that line numbers stay
  std::string left_out;           // "3 lines are not run, as dbmate's marks say"; "" where everything runs
  bool transaction_said = false;  // a tool's format says whether there is a transaction
  bool in_transaction = true;
};

Marked read_marks(std::string_view script);

}  // namespace ante::change
