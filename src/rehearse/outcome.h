// What blocks: the one place where facts become a decision. Facts are elsewhere; the figures here are policy.
#pragma once

#include "rehearse/rehearsal.h"

namespace ante::rehearse {

// A plan is clearly worse, or better, where its cost changes by this factor and by more than a few pages' worth.
inline constexpr double clear_growth = 1.5;
inline constexpr double least_cost = 10;

// Reading a table of so many rows from end to end, to keep one in ten of them or fewer, is worth a word; from the
// second number on no new query may do it.
inline constexpr double table_worth_a_word = 10'000, table_too_big_to_read = 100'000, few_of_them = 0.1;

// Both were planned.
Fate fate_of(const PlanNode& before, const PlanNode& after);

// Blocked: a statement fails, a query breaks or its plan gets clearly worse, a new query is refused or reads a big
// table. Undecided: something could not be looked at, or hangs on what the tables hold. Fine: neither.
Exit outcome(const Rehearsal& rehearsal);

}  // namespace ante::rehearse
