#include "change/flyway_checksum.h"

#include <string>

#include "change/marks.h"

namespace ante::change {
namespace {

// Of Ethernet, zip and java.util.zip.
std::uint32_t crc32(std::string_view bytes) {
  constexpr std::uint32_t polynomial = 0xEDB88320;
  std::uint32_t sum = 0xFFFFFFFF;
  for (auto byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ (polynomial & (0U - (sum & 1U)));
  }
  return ~sum;
}

}  // namespace

std::int32_t flyway_checksum(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string lines;
  for (auto line : lines_of(text)) lines += line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
  return static_cast<std::int32_t>(crc32(lines));
}

}  // namespace ante::change
