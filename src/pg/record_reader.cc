#include "pg/record_reader.h"

#include <nlohmann/json.hpp>

namespace ante::pg {

std::vector<std::string> json_strings(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  std::vector<std::string> strings;
  if (!parsed.is_array()) return strings;
  for (const auto& element : parsed) {
    if (element.is_string())
      strings.push_back(element.get<std::string>());
    else if (!element.is_null())
      strings.push_back(element.dump());
  }
  return strings;
}

}  // namespace ante::pg
