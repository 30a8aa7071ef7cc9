// What is known of a base, as the page that is kept in its data folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "twin/base.h"

namespace ante::twin {

std::string page_of(const Base& base);
// Nothing where it is no page of ours.
std::optional<Base> base_of_page(std::string_view page, const std::filesystem::path& data, const pg::ClusterSpec& spec);

}  // namespace ante::twin
