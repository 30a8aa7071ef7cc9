// Something that a rehearsal showed and people should know before they deploy: what it is, where it comes from, what
// shows it, and what to do instead.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ante::judge {

// blocks: it stands against the change. open: whether it does hangs on something that was not looked at.
enum class Weight { blocks, open, warns };

struct Finding {
  std::string kind;  // "table-rewrite": a name that explains itself, and the name of its page in docs/findings
  Weight weight = Weight::warns;
  std::string place;                         // "0042_split.sql:7"; "" where no one statement is to blame
  std::string statement = {};                // what stands there
  std::string says;                          // a sentence, with its figures
  std::vector<std::string> evidence = {};    // more of them
  std::vector<std::string> output = {};      // what a program said at its end, line by line
  std::vector<std::string> remedy = {};      // SQL, ready to be pasted, a statement each
  std::optional<std::size_t> replaces = {};  // the statement in whose place it may stand, outside a transaction
  std::string advice = {};                   // what to do, where SQL alone does not say it
};

}  // namespace ante::judge
