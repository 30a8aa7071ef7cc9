// Sizes as the command line gives them: -D students=30000
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace ante::cli {

Result<std::map<std::string, std::int64_t>> sizes_of(const std::vector<std::string>& given);

}  // namespace ante::cli
