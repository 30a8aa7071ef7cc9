// A catalog as the bytes that are kept of it, so that a lab need not read what every lab of its kind begins with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/model.h"

namespace ante::twin {

std::string page_of(const catalog::Catalog& catalog);
// Nothing where it is no page of ours.
std::optional<catalog::Catalog> catalog_of_page(std::string_view page);

}  // namespace ante::twin
