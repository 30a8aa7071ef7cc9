#include "support/captured_school.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ante::tests {

snapshot::Snapshot captured(const pg::Target& target, const snapshot::CaptureOptions& options) {
  NoProgress quiet;
  auto result = snapshot::capture(target, options, quiet);
  if (result) return *std::move(result);
  fmt::print(stderr, "{}\n{}\n", result.error().what, result.error().next);
  std::abort();
}

const snapshot::IndexShape* shape_of(const snapshot::Snapshot& snapshot, std::string_view index) {
  auto found = std::ranges::find(snapshot.indexes, index, &snapshot::IndexShape::index);
  return found == snapshot.indexes.end() ? nullptr : &*found;
}

bool blind(const snapshot::Snapshot& snapshot, std::string_view about, std::string_view what) {
  return std::ranges::any_of(snapshot.blind_spots,
                             [&](auto& spot) { return spot.about == about && contains(spot.what, what); });
}

}  // namespace ante::tests
