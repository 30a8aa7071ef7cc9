// A catalog in which objects have got other names: what else is written otherwise in it then. A view's query, an
// index's definition follow a new name by themselves; what of them is not the same but for names has changed.
#pragma once

#include "catalog/model.h"
#include "catalog/names.h"
#include "catalog/way_match.h"

namespace ante::catalog {

// Kind → name before → name now: of columns and what else is part of a relation, the bare one.
NewNames new_names(const Matches& called);
Catalog renamed_texts(const Catalog& from, const Catalog& to, const Matches& matches, Matches called);

}  // namespace ante::catalog
