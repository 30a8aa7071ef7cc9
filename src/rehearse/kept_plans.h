// The plans of today's traffic, kept beside the twin: they hang on the snapshot and the server alone, and are made
// once.
#pragma once

#include "rehearse/queries.h"

namespace ante::rehearse {

// As one role's rights let them be planned. Nothing where there are none for so many shapes.
std::optional<Plans> kept_plans(const twin::Base& base, const std::string& role, std::size_t shapes);

// Only where each is a plan, or was refused for what it is: what came of a bad moment is found out anew.
Result<void> keep_plans(const twin::Base& base, const std::string& role, const Plans& plans);

}  // namespace ante::rehearse
