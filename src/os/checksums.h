// Checksums that migration tools go by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ante::os {

std::string sha1_hex(std::string_view bytes);
std::uint32_t crc32(std::string_view bytes);  // of Ethernet, zip and java.util.zip

}  // namespace ante::os
