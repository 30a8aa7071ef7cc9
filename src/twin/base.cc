#include "twin/base.h"

#include <fmt/format.h>

#include "twin/raise.h"

namespace ante::twin {

Result<Base> raise_base(const snapshot::Snapshot& snapshot, const std::string& key, Progress& progress) {
  auto raised = TRY(raise_or_copy_base(snapshot, key, progress));
  if (raised.cluster) {
    TRY(raised.cluster->stop());
    TRY(raised.kept.keep_page(raised.base, raised.refused_settings));
    TRY(raised.cluster->keep_as(raised.base.data));
    raised.kept.prune();
  }
  return std::move(raised.base);
}

}  // namespace ante::twin
