#include "render/place.h"

#include <charconv>

namespace ante::render {

std::optional<Place> read_place(std::string_view place) {
  if (place.empty()) return {};
  auto colon = place.rfind(':');
  if (colon == place.npos) return Place{std::string(place)};
  int line = 0;
  auto* end = place.data() + place.size();
  auto [stopped, error] = std::from_chars(place.data() + colon + 1, end, line);
  if (error != std::errc{} || stopped != end || line < 1) return Place{std::string(place)};
  return Place{std::string(place.substr(0, colon)), line};
}

}  // namespace ante::render
