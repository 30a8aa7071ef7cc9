// A page for people who would rather look: one file, without a script and without anything from elsewhere, to be read
// in light and in dark.
#pragma once

#include <string>
#include <string_view>

namespace ante::render {

// `style` is added to what every page has; `body` is HTML, whatever strangers wrote escaped.
std::string page(std::string_view title, std::string_view style, std::string_view body);

}  // namespace ante::render
