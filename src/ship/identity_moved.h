// An identity that goes from one column of its table to another.
#pragma once

#include <string>

#include "catalog/model.h"

namespace ante::ship {

// One statement. The sequence has the number that it has come to, and the limits that `sequence` says: it is another
// one of the same name. Whoever draws from the old one waits from the beginning, so that no number is given twice.
std::string identity_moved(const catalog::Sequence& sequence, const std::string& from, const std::string& to,
                           bool always);

}  // namespace ante::ship
