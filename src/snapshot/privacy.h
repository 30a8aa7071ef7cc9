// Values in statistics are values of rows. Here they are forgotten, or replaced by others that leave the planner's view
// of them as it is (docs/privacy.md says what that costs).
#pragma once

#include <cstdint>

#include "snapshot/snapshot.h"

namespace ante::snapshot {

// Drops every value of these columns ("public.person.tax_id"), those in indexes and extended statistics too. What
// cannot be found is a blind spot: a misspelt name must not pass for a kept promise.
void forget_columns(Snapshot& snapshot, const Names& columns);

// Replaces all values, the same value by the same wherever it stands, by values of the same order and, for texts,
// length; what it knows no such way for is dropped and named. Not to be undone without the seed, which nobody keeps.
void replace_values(Snapshot& snapshot, std::uint64_t seed);

}  // namespace ante::snapshot
