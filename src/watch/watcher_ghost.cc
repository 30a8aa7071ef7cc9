// What of what the watcher suspects could be tried on a ghost, and what it makes of what came of that.
#include <fmt/format.h>

#include "watch/watcher.h"

namespace ante::watch {
namespace {

constexpr std::size_t tried_at_most = 3;

}  // namespace

// Whatever is said of it: a plan that is the same without the change clears it, and one that is not is the best proof.
void Watcher::have_it_tried(const Trouble& trouble, const Answer& answer) {
  if (!trouble.work_has_grown && !trouble.runs_on) return;
  auto candidates = answer.perhaps;
  if (answer.did_it) candidates.insert(candidates.begin(), *answer.did_it);
  for (auto& change : candidates)
    for (auto& shape : trouble.shapes)
      if (change.before && toggles_.size() < tried_at_most)
        toggles_.push_back({.about = trouble.about,
                            .shape = shape,
                            .query = text_of_(shape),
                            .change = change.says,
                            .before = change.before,
                            .after = change.after});
}

Watcher::Events Watcher::see(const Toggled& toggled, double now) {
  auto& what = toggled.what;
  if (toggled.found == Toggled::Found::not_known)
    return {{.at = now,
             .kind = incident::Event::Kind::gap,
             .about = "gap",
             .says = fmt::format("whether {} did it could not be tried on a ghost: {}", what.change, toggled.how)}};
  if (toggled.found == Toggled::Found::does_not)
    return {{.at = now,
             .kind = incident::Event::Kind::not_it,
             .about = what.about,
             .says = fmt::format("{}: on a ghost of the database as it was, {}", what.change, toggled.how)}};
  return {{.at = now,
           .kind = incident::Event::Kind::suspect,
           .about = what.about,
           .says = what.change,
           .shown = {fmt::format("tried on a ghost of the database as it was, with this change and nothing else: {}",
                                 toggled.how)}}};
}

}  // namespace ante::watch
