// The one digest that ante needs of others' files: what npm calls their integrity.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace ante::os {

// "sha512-" and the digest in base64.
Result<std::string> integrity_of(const std::filesystem::path& file);

}  // namespace ante::os
