// The formats of `ante check`, by their names.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "judge/verdict.h"

namespace ante::cli {

struct Format {
  std::string_view name;
  std::string (*render)(const rehearse::Rehearsal& rehearsal, const judge::Verdict& verdict);
  // Whether a program will look for the files: then they are named as seen from here, not from the change's folder.
  bool files_from_here = false;
};

std::span<const Format> formats();
// One that there is.
const Format& format_named(std::string_view name);

}  // namespace ante::cli
