// The journal's tables in the target database, schema "ante": docs/journal.md. Made once; those of a newer version are
// refused.
#pragma once

#include "pg/connection.h"

namespace ante::ship {

inline constexpr int journal_format = 1;

// Whether the database has a journal that this ante can read and write; an error where it has one that it cannot.
Result<bool> has_journal(pg::Connection& connection);
// Makes it where there is none. Two who make it at once get one.
Result<void> make_journal(pg::Connection& connection);

}  // namespace ante::ship
