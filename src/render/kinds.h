// What each kind of finding is, in a sentence that holds for all of them; docs/findings.md has the rest.
#pragma once

#include <string>
#include <string_view>

namespace ante::render {

std::string meaning_of(std::string_view kind);

}  // namespace ante::render
