// A picture of ours as a PNG, for places that show no SVG: by librsvg's own program, so that no other command of ante
// loads what draws. What the picture refers to, if it ever did, is left out.
#pragma once

#include <string>

#include "base/result.h"

namespace ante::cli {

Result<std::string> png(const std::string& svg);

}  // namespace ante::cli
