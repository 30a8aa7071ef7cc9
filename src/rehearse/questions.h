// What only the rows can tell: whether they keep to what a statement demands of them from now on. Each question is a
// bounded query; the statistics may answer it without a row being looked at.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"
#include "twin/lab.h"

namespace ante::rehearse {

// Of constraints, unique indexes and NOT NULL on tables that have rows.
void add_questions(const snapshot::Snapshot& snapshot, const twin::Lab& lab, Rehearsal& rehearsal);

// Asks them on a server with the rows, read-only, each for a limited time.
// Of at most so many rows that do not keep to something, their keys too; none are asked for where nobody wants them.
struct WantedKeys {
  const catalog::Catalog* catalog = nullptr;
  int most = 0;
};
Result<void> answer_questions(const pg::Target& rows, const snapshot::Source& source, Rehearsal& rehearsal,
                              const WantedKeys& wanted = {});

// An INSERT's rows are called so in questions: as good as no function has that name.
inline constexpr const char* coming = "ante_coming";

// Of rows, the text after FROM: how many there are, as far as it matters.
std::string counting(const std::string& rows);

// Whether nothing runs for it that a change or a database brings along: of functions, a few of the server's own.
bool asks_harmlessly(const std::string& sql);

}  // namespace ante::rehearse
