// The way back of a migration that was parted: which part each of its statements takes back.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "change/mend.h"

namespace ante::change {

class Owners {
 public:
  explicit Owners(const std::vector<Piece>& pieces);
  // The part that it has most names in common with; where it drops a constraint, the one that adds one.
  std::size_t of(std::string_view sql) const;

 private:
  struct Part {
    std::set<std::string> names;
    bool adds_constraint = false;
  };
  std::vector<Part> parts_;
};

// What takes back a part that only builds an index, which its author never saw as a thing of its own; "" of others.
// The constraint that took the index over has dropped it by then, unless the change was stopped in between.
std::string drop_of_index(const Piece& piece);

}  // namespace ante::change
