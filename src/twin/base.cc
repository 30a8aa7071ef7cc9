#include "twin/base.h"

#include "twin/raise.h"

namespace ante::twin {

Result<Base> raise_base(const snapshot::Snapshot& snapshot, const std::string& key, Progress& progress) {
  return TRY(raise_and_keep_base(snapshot, key, progress)).base;
}

}  // namespace ante::twin
