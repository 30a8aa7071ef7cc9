// Writes into a folder of migrations what the findings propose, in its tool's own format.
#pragma once

#include <functional>

#include "change/mend.h"

namespace ante::cli {

// The files that it wrote, as people would name them. What was written is read again: where that is not what was
// meant, the files are put back as they were.
Result<std::vector<std::string>> write_remedies(const change::Change& change, const change::Mend& mend,
                                                const std::function<Result<change::Change>()>& read_again);

}  // namespace ante::cli
