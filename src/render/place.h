// Where a finding stands, as it says it: "0042_split.sql:7".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ante::render {

struct Place {
  std::string file;
  int line = 1;
};

// Nothing, where no one place is to blame.
std::optional<Place> read_place(std::string_view place);

}  // namespace ante::render
