// Which values a column's new type refuses, where that can be said of a value by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ante::rehearse {

// By the type's name as the server writes it.
bool is_text(std::string_view type);

struct Narrowing {
  std::string condition;  // SQL that finds them; the column's name stands in it
  std::string what;       // "longer than 40 characters"
  std::string sqlstate;   // that the server refuses them with
};

// None where the type takes all values of the old one, or nobody can tell without the server.
std::optional<Narrowing> narrowing_of(const std::string& column, const std::string& before, const std::string& after);

}  // namespace ante::rehearse
