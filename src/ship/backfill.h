// An UPDATE of many rows, in batches by a key: each row that was there at the beginning is changed once, as the
// statement would change it at some moment between the first batch and the last. What the rows had before is kept
// beside, so that the way back sets it again where nobody has written anything else since.
#pragma once

#include <string>
#include <vector>

#include "ship/lowered.h"

namespace ante::ship {

// The columns of a table's key by which its rows can be walked in order, none of which may be among `but`; empty where
// there is none. The names are as SQL writes them.
std::vector<std::string> key_to_walk_by(const catalog::Catalog& catalog, const std::string& table,
                                        const std::vector<std::string>& but);
// Why a table is not walked in batches at all; "" where it is.
std::string not_walked(const catalog::Catalog& catalog, const std::string& table);

// `settings`: what the migration set for its session before. `why_not` is set where the statement is such an UPDATE and
// must be one piece.
std::vector<Step> filled_in_batches(const Statement& statement, const std::vector<std::string>& settings,
                                    std::string& why_not);

}  // namespace ante::ship
