// A picture of ours as a PNG, for places that show no SVG. Nothing is read or fetched for it: what the picture refers
// to, if it ever did, is left out.
#pragma once

#include <string>

#include "base/result.h"

namespace ante::render {

Result<std::string> png(const std::string& svg);

}  // namespace ante::render
