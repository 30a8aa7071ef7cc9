// Digests that migration tools go by.
#pragma once

#include <string>
#include <string_view>

namespace ante::os {

std::string sha1_hex(std::string_view bytes);

}  // namespace ante::os
