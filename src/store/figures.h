// The figures of an incident, as far as a history has them.
#pragma once

#include "incident/figures.h"
#include "store/history.h"

namespace ante::store {

// What was usual is taken from the hour before it, and not from before `not_before`, when something else was wrong.
Result<incident::Figures> figures_of(History& history, const incident::Incident& incident, double not_before);

}  // namespace ante::store
