// What people met, for machines: of a load that was played (docs/commands/load.md) and of a drill (docs/drills.md).
#pragma once

#include <string>

#include "drill/practice.h"
#include "load/account.h"

namespace ante::render {

std::string json(const load::Account& account);
std::string json(const drill::Practice& practice);

}  // namespace ante::render
