// What people met while a load was played, for people.
#pragma once

#include <string>

#include "load/account.h"
#include "render/look.h"

namespace ante::render {

std::string text(const load::Account& account);

// "312 µs", "8.4 ms", "1.2 s"
std::string shown(Histogram::Micros time);

}  // namespace ante::render
