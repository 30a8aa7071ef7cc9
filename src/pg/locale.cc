#include "pg/locale.h"

#include <fmt/format.h>
#include <locale.h>

namespace ante::pg {

Result<void> installed(const Locale& locale) {
  for (auto& name : {locale.collate, locale.ctype}) {
    locale_t known = ::newlocale(LC_COLLATE_MASK | LC_CTYPE_MASK, name.c_str(), nullptr);
    if (known) ::freelocale(known);
    if (!known || name.empty())
      return undecided(fmt::format("the source's locale '{}' is not installed on this machine, and another one would "
                                   "sort and match differently",
                                   name),
                       "apt-get install locales-all (or add it to /etc/locale.gen and run locale-gen)");
  }
  return {};
}

Result<std::vector<std::string>> initdb_arguments(const Locale& locale, int major) {
  std::vector<std::string> arguments{"--encoding=" + locale.encoding, "--locale=C", "--lc-collate=" + locale.collate,
                                     "--lc-ctype=" + locale.ctype};
  if (locale.provider == "libc") {
    if (major >= 15) arguments.push_back("--locale-provider=libc");
    return arguments;
  }
  int since = locale.provider == "icu" ? 15 : locale.provider == "builtin" ? 17 : 0;
  if (since == 0) return bad_input(fmt::format("there is no locale provider '{}'", locale.provider));
  if (major < since)
    return bad_input(fmt::format("PostgreSQL {} has no locale provider '{}' for databases", major, locale.provider));
  arguments.push_back("--locale-provider=" + locale.provider);
  arguments.push_back((locale.provider == "icu" ? "--icu-locale=" : "--builtin-locale=") + locale.locale);
  if (!locale.icu_rules.empty()) arguments.push_back("--icu-rules=" + locale.icu_rules);
  return arguments;
}

}  // namespace ante::pg
