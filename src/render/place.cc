#include "render/place.h"

#include <algorithm>
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

std::optional<Place> place_of(const judge::Finding& finding, const rehearse::Rehearsal& rehearsal) {
  auto first = std::ranges::find(rehearsal.statements, finding.place, &rehearse::StatementOutcome::migration);
  if (finding.place.empty() || first == rehearsal.statements.end()) return read_place(finding.place);
  return Place{first->step.file, first->step.line};
}

}  // namespace ante::render
