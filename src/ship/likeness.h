// Two catalogs made comparable: what is the tools' and ante's own is left out, and whoever owned something and might do
// something before does so afterwards.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "catalog/model.h"

namespace ante::ship {

// Without the journal, what was put aside, and migration tools' tables.
void leave_out_tools(catalog::Catalog& catalog);
// Without these, by their names, and what belongs to them.
void leave_out(catalog::Catalog& catalog, const std::vector<std::string>& names);
// With these as `now` has them.
void take_over(catalog::Catalog& catalog, const std::vector<std::string>& names, const catalog::Catalog& now);
// Extensions, publications, event triggers and the like that no migration makes are somebody else's: they are left out
// of `now`. Their names.
std::vector<std::string> leave_out_strangers(catalog::Catalog& now, const std::vector<catalog::Catalog>& known);
// What a CREATE INDEX CONCURRENTLY that was cut short left behind: taken out of the catalog. Their names.
std::vector<std::string> leave_out_leftovers(catalog::Catalog& now);

// `to`, with the owners and the privileges that `now` has. What the migrations between `other`, the other end of their
// course, and `to` grant or revoke is added and taken away. `namesakes`: as for catalog::way.
catalog::Catalog with_privileges_of(catalog::Catalog to, const catalog::Catalog& now, const catalog::Catalog& other,
                                    const std::vector<const catalog::Catalog*>& namesakes = {});

}  // namespace ante::ship
