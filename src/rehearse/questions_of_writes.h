// Whether the rows that a change's own INSERT, UPDATE or DELETE writes meet rows that refuse them: a key that is there
// already, a row that others point to, a parent that is missing.
#pragma once

#include <string>
#include <vector>

#include "rehearse/rehearsal.h"
#include "snapshot/snapshot.h"

namespace ante::rehearse {

struct QuestionOfWrite {
  std::vector<std::string> tables;  // whose rows answer it
  DataQuestion question;
};
// Of a statement that is plain enough to be taken apart.
std::vector<QuestionOfWrite> questions_of_write(const snapshot::Snapshot& snapshot, const StatementOutcome& statement);

}  // namespace ante::rehearse
