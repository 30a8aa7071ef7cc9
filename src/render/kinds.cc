#include "render/kinds.h"

#include <algorithm>

#include "base/text.h"

namespace ante::render {
namespace {

struct Kind {
  std::string_view name, meaning;
};

constexpr Kind kinds[] = {
    {"statement-fails", "A statement fails, whatever the tables hold."},
    {"statement-may-fail", "Whether a statement fails hangs on rows that were not looked at."},
    {"table-rewrite", "A table is written again, whole, while nobody can use it."},
    {"index-build", "An index is built while nobody can write to its table."},
    {"table-scan", "Every row of a table is checked while others wait."},
    {"lock-held", "A lock is held while a long statement of the same transaction runs."},
    {"lock-queue", "A statement waits for its lock without end, and whoever comes after waits behind it."},
    {"query-breaks", "A query of the running application is refused after the change."},
    {"function-breaks", "The body of a function names what is there no longer."},
    {"insert-refused", "An INSERT of the running application writes what is refused from now on."},
    {"write-may-be-refused", "A CHECK is false for values that the running application is known to have written."},
    {"plan-worse", "A query of the running application gets clearly slower."},
    {"plan-unstable", "A query of the running application has a plan that hangs by a thread after the change."},
    {"answers-nothing", "A query of the running application sees no row of a table any more."},
    {"answer-changes", "A query of the running application answers with other columns."},
    {"new-query-refused", "A query of the new version is refused after the change."},
    {"new-query-reads-table", "A query of the new version reads a whole table for few of its rows."},
    {"insert-races", "A query of the new version looks before it inserts, and no key keeps two from doing so at once."},
    {"deploy-order", "A query of the new version needs the change to be deployed first."},
    {"data-lost", "Rows are thrown away that no roll-back brings back."},
    {"data-refuses", "Rows that are there do not keep to what a statement demands, or may not."},
    {"cascade", "CASCADE takes away what the statement does not name."},
    {"invalid-index-kept", "IF NOT EXISTS keeps an index that no query can use."},
    {"way-back-fails", "The way back that its author wrote fails."},
    {"way-back-differs", "There and back again the database is not what it was."},
    {"way-back-breaks", "There and back again the running application's queries fail."},
    {"way-back-loses", "There and back again tables hold other values than before."},
    {"half-applied", "A migration that runs in pieces goes neither on nor back from between them."},
    {"boot-fails", "The application does not start on the database as the change leaves it."},
    {"integer-overflow", "A key of integers runs out of values."},
    {"key-too-narrow", "A column cannot hold all keys of the table that it points to."},
    {"sequence-behind", "A sequence gives values that the table has already."},
    {"wraparound-near", "The server comes near the age at which it refuses to write."},
    {"invalid-index", "An index that no query can use, and that every write pays for."},
    {"foreign-key-without-index", "A foreign key that no index serves: each DELETE there reads all of this table."},
    {"standby-lags", "A standby falls behind for a while, and reads there answer with what was."},
    {"bulk-write", "Very many rows are written in one go."},
};

}  // namespace

std::string meaning_of(std::string_view kind) {
  auto known = std::ranges::find(kinds, kind, &Kind::name);
  return known == std::end(kinds) ? replace_all(std::string(kind), "-", " ") : std::string(known->meaning);
}

}  // namespace ante::render
