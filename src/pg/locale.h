// What cannot be changed once a database exists.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ante::pg {

struct Locale {
  std::string encoding = "UTF8";
  std::string provider = "libc";  // libc, icu, builtin
  std::string collate = "C", ctype = "C";
  std::string locale = {}, icu_rules = {};  // of ICU or the builtin provider
  friend auto operator<=>(const Locale&, const Locale&) = default;
};

// An error that names the package to install where this machine's C library lacks the locale. Never C instead.
Result<void> installed(const Locale& locale);
// What initdb is told for it.
Result<std::vector<std::string>> initdb_arguments(const Locale& locale, int major);

}  // namespace ante::pg
