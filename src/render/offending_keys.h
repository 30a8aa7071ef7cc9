// The keys of rows that do not keep to what a change demands, where somebody asked to see them.
#pragma once

#include <string>

#include "rehearse/rehearsal.h"
#include "render/look.h"

namespace ante::render {

// "" where there are none.
std::string offending_keys(const rehearse::Rehearsal& rehearsal, const Look& look);

}  // namespace ante::render
