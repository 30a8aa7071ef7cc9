// Values in statistics are values of rows. Here they are forgotten, or replaced by others that leave the planner's view
// of them as it is (docs/privacy.md says what that costs).
#pragma once

#include <random>

#include "snapshot/snapshot.h"

namespace ante::snapshot {

// Whether all of these columns ("public.person.tax_id") are there: a misspelt name must not pass for a kept promise.
Result<void> find_columns(const catalog::Catalog& catalog, const Names& columns);
// Drops every value of these columns, those in indexes, extended statistics, partitions, parents and children too.
void forget_columns(Snapshot& snapshot, const Names& columns);

// Replaces all values, the same value by the same wherever it stands, by values of the same order and, for texts,
// length; what it knows no such way for is dropped and named. Not to be undone without the random numbers, which nobody
// keeps.
void replace_values(Snapshot& snapshot, std::mt19937_64 random);

}  // namespace ante::snapshot
