#include "rehearse/trial.h"

#include <fmt/format.h>

#include "base/text.h"
#include "twin/lab.h"

namespace ante::rehearse {

Result<Trial> try_instead(const Rehearsed& what, const change::Change& instead, const Rehearsal& rehearsal,
                          Progress& progress) {
  auto base = TRY(twin::raise_base(what.snapshot, what.key, progress));
  auto lab = TRY(twin::Lab::raise(base, what.snapshot, rehearsal.role, twin::LabTables::empty, progress));
  progress.stage("trying what is proposed");
  auto run = TRY(lab.run(instead, {}, progress));
  for (auto& step : run.steps)
    if (step.effects.error) {
      auto& sql = instead.migrations[step.migration].steps[step.step].sql;
      return Trial{false, fmt::format("{}: {}", one_line(sql, 120), step.effects.error->what)};
    }
  for (auto& difference : catalog::differences(rehearsal.after, run.after))
    return Trial{false, "it leads elsewhere: " + catalog::sentence(difference)};
  return Trial{run.complete, run.complete ? "" : "it does not run to its end"};
}

}  // namespace ante::rehearse
