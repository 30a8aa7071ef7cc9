#include "os/digest.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <memory>

#include "os/descriptor.h"

namespace ante::os {

Result<std::string> integrity_of(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  CHECK_THAT(context && EVP_DigestInit_ex(context.get(), EVP_sha512(), nullptr) == 1);
  std::array<unsigned char, 65536> buffer;
  ssize_t count = -1;
  while (file && (count = ::read(file.get(), buffer.data(), buffer.size())) > 0)
    EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(count));
  if (count < 0) return undecided(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));

  std::array<unsigned char, 64> digest;
  CHECK_THAT(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  std::array<unsigned char, 89> base64;  // 88 characters and a zero
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return "sha512-" + std::string(reinterpret_cast<const char*>(base64.data()));
}

}  // namespace ante::os
