// PostgreSQL's text form of a one-dimensional array: {1,"a b",NULL}.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ante::snapshot {

using ArrayElements = std::vector<std::optional<std::string>>;

// nullopt for what is no such array: another number of dimensions, explicit bounds, a torn text.
std::optional<ArrayElements> array_elements(std::string_view literal);
std::string array_literal(const ArrayElements& elements);

}  // namespace ante::snapshot
