// A rehearsal for machines (docs/check-output.md).
#pragma once

#include <string>

#include "rehearse/rehearsal.h"

namespace ante::render {

std::string json(const rehearse::Rehearsal& rehearsal);

}  // namespace ante::render
