#include "os/checksums.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "base/result.h"

namespace ante::os {

std::string sha1_hex(std::string_view bytes) {
  std::array<unsigned char, 20> digest{};
  CHECK_THAT(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr) == 1);
  std::string hex;
  for (auto byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace ante::os
