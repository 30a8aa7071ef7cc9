// Whether the rows that a change's own INSERT, UPDATE or DELETE writes meet rows that refuse them: a key that is there
// already, a row that others point to, a parent that is missing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"
#include "sql/write.h"

namespace ante::rehearse {

// The table that is meant; none where there are several of that name: nobody asks which one the session found.
std::optional<std::string> table_meant(const snapshot::Snapshot& snapshot, const sql::Write& write);

struct QuestionOfWrite {
  std::vector<std::string> tables;  // whose rows answer it
  DataQuestion question;
};
// Of a statement that is plain enough to be taken apart.
std::vector<QuestionOfWrite> questions_of_write(const snapshot::Snapshot& snapshot, const StatementOutcome& statement);
// Of an INSERT … ON CONFLICT: the rows that are there already under a key that it inserts.
std::vector<QuestionOfWrite> questions_of_rows_found(const snapshot::Snapshot& snapshot, const std::string& sql);

}  // namespace ante::rehearse
