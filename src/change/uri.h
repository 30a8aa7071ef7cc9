// A URI as sqitch spells it before it takes digests of it: two spellings of one address are one project.
#pragma once

#include <string>
#include <string_view>

namespace ante::change {

std::string canonical_uri(std::string_view uri);

}  // namespace ante::change
