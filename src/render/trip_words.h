// What was tried of a migration's way back, and what runs out, in words.
#pragma once

#include <string>
#include <vector>

#include "rehearse/rehearsal.h"
#include "render/statement_words.h"

namespace ante::render {

// A line each; "leads back" where nothing is wrong with it. `statements` are all of the change's.
std::vector<Said> what_it_leads_to(const rehearse::ReturnTrip& trip,
                                   const std::vector<rehearse::StatementOutcome>& statements);

std::string what_ticks(const rehearse::Clock& clock);

}  // namespace ante::render
