// The mark that a shipment leaves in the history of its database: what was predicted of it beside what was seen, so
// that whoever looks back has both.
#pragma once

#include <chrono>
#include <string>

#include "pg/connection.h"
#include "ship/executor.h"
#include "ship/plan.h"

namespace ante::cli {

// Where `store` names no history, the one that ante watch keeps here of the same address; where there is none, nothing
// is marked. What cannot be marked is said on stderr: the change is there all the same.
void mark_shipment(const std::string& store, const pg::Target& target, const ship::Plan& plan,
                   const Result<ship::Shipped>& shipped, std::chrono::duration<double> took);

}  // namespace ante::cli
