#include "ship/way_back.h"

#include <fmt/format.h>

#include "catalog/difference.h"

namespace ante::ship {

void add_way_back(const catalog::Catalog& after, const catalog::Catalog& before, Step& step) {
  for (auto& one : catalog::differences(before, after)) {
    bool added = one.what == catalog::Difference::What::added;
    bool within = false;
    for (auto& other : catalog::differences(before, after))
      within |= other.kind == "table" && other.what == one.what && one.object.starts_with(other.object + ".");
    if (within) continue;
    auto dot = one.object.rfind('.');
    if (added && one.kind == "column")
      step.down.sql.push_back(fmt::format("ALTER TABLE {} DROP COLUMN {}", one.object.substr(0, dot),
                                          one.object.substr(dot + 1)));
    else if (added && one.kind == "table")
      step.down.sql.push_back("DROP TABLE " + one.object);
  }
}

}  // namespace ante::ship
