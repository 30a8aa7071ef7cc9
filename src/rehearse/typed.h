// Plans of queries whose constants are gone: with its value a constant loses what type it had, and where that decides,
// the server cannot tell. Then a type is assumed with which it can.
#pragma once

#include "pg/connection.h"
#include "rehearse/plan.h"

namespace ante::rehearse {

Result<PlanNode> plan_with_types(pg::Connection& session, const std::string& text, bool verbose = false);

// What a server says where it cannot tell a parameter's type.
bool hangs_on_a_type(const Error& error);

}  // namespace ante::rehearse
