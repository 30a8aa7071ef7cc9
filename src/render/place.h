// Where a finding stands, as it says it: "0042_split.sql:7", or a migration's name where it is about all of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "judge/finding.h"
#include "rehearse/rehearsal.h"

namespace ante::render {

struct Place {
  std::string file;
  int line = 1;
};

// Nothing, where no one place is to blame.
std::optional<Place> read_place(std::string_view place);
// A migration stands where its first statement does.
std::optional<Place> place_of(const judge::Finding& finding, const rehearse::Rehearsal& rehearsal);

}  // namespace ante::render
