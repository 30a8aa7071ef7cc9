// A schema as one number, and what two schemas differ in, without what is ante's own: the journal and what was put
// aside.
#pragma once

#include <string>
#include <vector>

#include "catalog/difference.h"

namespace ante::ship {

inline constexpr const char* journal_schema = "ante";
inline constexpr const char* kept_prefix = "ante_kept_";  // of schemas and columns that hold what was put aside

// Of what the database is made of; roles are the server's, and do not count.
std::string hash_of_schema(const catalog::Catalog& catalog);
std::vector<catalog::Difference> differences_but_ours(const catalog::Catalog& before, const catalog::Catalog& after);

}  // namespace ante::ship
