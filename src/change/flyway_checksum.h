// The checksum that Flyway keeps of a script, by which it sees that the script was changed.
#pragma once

#include <cstdint>
#include <string_view>

namespace ante::change {

// Line by line, without what ends the lines and without a mark of byte order.
std::int32_t flyway_checksum(std::string_view text);

}  // namespace ante::change
