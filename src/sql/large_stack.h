// Runs a function on a thread whose stack is large enough for any tree that a text within the limits can grow into:
// the grammar's tree is walked by recursion, and `SELECT 1+1+1+…` nests as deep as it is long.
#pragma once

#include <functional>

namespace ante::sql {

// Returns when `work` has run. Callers on several threads take turns; work may call this again.
void on_large_stack(const std::function<void()>& work);

}  // namespace ante::sql
