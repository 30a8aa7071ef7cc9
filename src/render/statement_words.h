// What a statement does, in words: what it fails with, whom it locks out, what it writes, reads and builds, and what
// changes in the catalog.
#pragma once

#include <string>
#include <vector>

#include "rehearse/rehearsal.h"
#include "render/look.h"

namespace ante::render {

struct Said {
  std::string text;
  Tone tone = Tone::plain;
};

// A line each, what hurts first. `tables` says how large they are.
std::vector<Said> what_it_does(const rehearse::StatementOutcome& statement,
                               const std::vector<rehearse::TableFigures>& tables);

}  // namespace ante::render
