// What is said of a plan: the one place where costs become words. What stands against a change is said in judge/.
#pragma once

#include <set>
#include <string>

#include "rehearse/rehearsal.h"

namespace ante::rehearse {

// A plan is clearly worse, or better, where its cost changes by this factor and by more than a few pages' worth.
inline constexpr double clear_growth = 1.5;
inline constexpr double least_cost = 10;

// Reading a table of so many rows from end to end, to keep one in ten of them or fewer, is worth a word; from the
// second number on no new query may do it.
inline constexpr double table_worth_a_word = 10'000, table_too_big_to_read = 100'000, few_of_them = 0.1;

// Both were planned. Parts of a table that come with the change, and that are empty, the planner takes for some pages:
// `known` has the bare names of the tables that were there before, where that is to count.
Fate fate_of(const PlanNode& before, const PlanNode& after, const std::set<std::string>& known = {});
std::set<std::string> known_tables(const catalog::Catalog& catalog);

}  // namespace ante::rehearse
