// What is done to a system while its traffic goes on: a change by the tool that it is written for, or a command of
// ante.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "drill/description.h"
#include "drill/scripts.h"
#include "drill/system.h"

namespace ante::drill {

// With whatever is asked of a system that is out.
inline constexpr Millis patience{600'000};

using Deed = std::function<Result<Ran>()>;

// The server sees it under this name. So long after it began the tool is killed; 0: it is not.
Deed by_its_tool(const System& system, const Description& drill, std::filesystem::path change, std::string name,
                 Millis killed_after = {});

}  // namespace ante::drill
