// Who notices that a table's columns stand in another order, or that there is one more.
#pragma once

#include <string>
#include <vector>

#include "catalog/model.h"
#include "rehearse/rehearsal.h"

namespace ante::ship {

// A text of SQL that counts on a table's columns to be as they are: SELECT *, INSERT without naming them, a row that is
// made one of its type. A query, or a function's body.
bool counts_on_the_columns(const std::string& text, const std::string& table);

// The captured queries, those of the new version, and the functions as the change leaves them that do so, each in
// words.
std::vector<std::string> who_counts_on_the_columns(const rehearse::Rehearsal& rehearsal, const catalog::Catalog& before,
                                                   const std::string& table);

// The publication that a table is in, whose subscribers know its columns by their names; "" where it is in none.
std::string published_by(const catalog::Catalog& catalog, const std::string& table);

}  // namespace ante::ship
