// Something that a rehearsal showed and people should know before they deploy: what it is, where it comes from, what
// shows it, and what to do instead.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ante::judge {

// blocks: it stands against the change. open: whether it does hangs on something that was not looked at.
enum class Weight { blocks, open, warns };

// Where a remedy belongs, seen from a statement of the change; by_hand: in no place that is known. apart: the statement
// itself, in a migration of its own. behind: all of the change.
enum class Stands { by_hand, before, instead, apart, behind };

struct Finding {
  std::string kind;  // "table-rewrite": a name that explains itself, and the name of its page in docs/findings
  Weight weight = Weight::warns;
  std::string place;                       // "0042_split.sql:7"; "" where no one statement is to blame
  std::string statement = {};              // what stands there
  std::string says;                        // a sentence, with its figures
  std::vector<std::string> evidence = {};  // more of them
  std::vector<std::string> output = {};    // what a program said at its end, line by line
  std::vector<std::string> remedy = {};    // SQL, ready to be pasted, a statement each
  Stands stands = Stands::by_hand;
  std::size_t of = 0;       // the statement that the remedy stands before, or in the place of, outside a transaction
  std::string advice = {};  // what to do, where SQL alone does not say it
  std::string waived = {};  // why it no longer stands against the change
};

}  // namespace ante::judge
