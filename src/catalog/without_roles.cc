#include "catalog/without_roles.h"

#include <algorithm>

namespace ante::catalog {

void leave_out_roles(Catalog& catalog) {
  catalog.roles.clear(), catalog.memberships.clear(), catalog.grants.clear(), catalog.default_privileges.clear();
  std::erase_if(catalog.comments, [](const Comment& one) { return one.kind == "ROLE" || one.kind == "DATABASE"; });
  for_each_kind(catalog, [](const char*, auto& records) {
    for (auto& record : records)
      if constexpr (requires { record.owner; }) record.owner.clear();
  });
}

}  // namespace ante::catalog
