// A plan as a file of SQL that people read, edit and hand back: docs/plan-format.md. What the program must know stands
// in comments that begin with "--@" at the beginning of a line; everything else is SQL.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ship/plan.h"

namespace ante::ship {

inline constexpr int plan_format = 1;
inline constexpr std::string_view batches_of = "in batches of ";  // how a block runs, before the table's name

struct ReadPlan {
  Plan plan;
  bool edited = false;  // it is not what was written: its steps, or what is said against them
};

std::string text_of(const Plan& plan);
// The plan as it will be read again: spaces around statements go, and what cannot be told apart in a file is an error.
Result<Plan> as_written(const Plan& plan);
// `file` is what its errors call it.
Result<ReadPlan> read_plan(std::string_view text, std::string_view file);
// Whether a text is a plan, so that one need not be told.
bool looks_like_a_plan(std::string_view text);

}  // namespace ante::ship
