// What a rehearsal found: for each statement of a change what it does, and for the traffic what becomes of its plans.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "catalog/model.h"
#include "change/change.h"
#include "change/effects.h"
#include "rehearse/plan.h"

namespace ante::rehearse {

// What a statement does only where there are rows: possible in production, not certain.
struct OnRows {
  std::vector<change::Lock> locks;
  std::vector<std::string> rewritten, scanned, built;
  std::optional<Error> error;          // fails there, and not on empty tables
  bool error_only_when_empty = false;  // fails on empty tables, and not there
};

// An UPDATE, DELETE, INSERT or MERGE of the change itself, as it is planned at production's size.
struct ChangedRows {
  std::string operation;  // Update
  std::string table;
  double rows = 0;
  bool at_most = false;  // it could not be planned, and may write all of the table
  // What it reads from end to end, and what it reaches through an index, whatever the lab does on empty tables.
  std::vector<std::string> read_whole = {}, by_index = {};
};

// What only the rows can tell of a statement: how many of them do not keep to what it demands.
struct DataQuestion {
  std::string what;             // "rows of public.orders without a customer"
  std::string sql;              // counts them
  std::string sqlstate = {};    // that the server refuses such rows with
  bool mended = false;          // the change writes the table before: how its rows are then, nobody knows
  bool at_next_update = false;  // nothing of it is asked of a row before that
  bool only_the_rows = false;   // it is likely that all keep to it: nothing is said before they were asked
  bool settles = true;          // where all keep to it, nothing else can make the statement fail in this way
  enum class Statistics { unknown, unlikely, certain } statistics = Statistics::unknown;
  std::string statistics_say = {};
  std::optional<std::int64_t> answer = {};  // of the rows themselves, where they were asked
  std::string error = {};                   // why there is none
  // Where that was asked for: the primary keys of some of them, which are values of the rows, and its columns; or why
  // there are none.
  std::vector<std::string> keys = {};
  std::string key = {}, no_keys = {};
};

struct StatementOutcome {
  std::string migration;
  change::Step step;
  int transaction = 0;  // those of the same number run in the same one
  bool reached = false;
  change::Effects effects;  // on empty tables
  OnRows on_rows;
  std::optional<ChangedRows> changed = {};
  std::vector<DataQuestion> questions = {};

  // Fails whatever the tables hold.
  bool fails() const { return effects.error && !effects.stopped && !on_rows.error_only_when_empty; }
  bool may_fail() const { return effects.stopped || on_rows.error.has_value() || on_rows.error_only_when_empty; }
};

// A migration that was stopped after a statement, as where its tool or its machine dies: "" where it then goes through.
struct StoppedAfter {
  std::size_t statement = 0;  // the last one that ran: its place among all statements
  std::string again, back;    // why it does not run again from its beginning; why its way back does not run
};

// A query of the running application that a database refuses which came there and back.
struct BrokenQuery {
  std::string text, user;
  double calls_per_second = 0;
  std::string error;
};

// What was tried of a migration's way back.
struct ReturnTrip {
  std::string migration;
  bool has_back = false;
  change::Step failed_at = {};      // of the way back, where it fails
  std::optional<Error> error = {};  // the reason
  bool stopped = false;             // it went beyond a limit of the lab
  std::vector<std::string> left = {},
                           lost = {};  // what is otherwise after there and back: of the catalog, of the values
  std::vector<BrokenQuery> broken = {};
  std::vector<StoppedAfter> stops = {};
};

// tie: two plans cost so nearly the same that the size of an index to come decides, which is an estimate.
enum class Fate { breaks, worse, changed, better, tie, unchanged, not_judged };

// A CHECK that may refuse what a query writes: values that only the application knows, or that nobody has counted.
struct MayRefuse {
  std::string check, column;
  long refused = 0, seen = 0;  // of the column's values in the statistics; none seen: there are none
  double share = 0;            // of the rows that have a refused one, as far as they are common
  std::string question;        // that would settle it
  bool operator==(const MayRefuse&) const = default;
};

struct QueryOutcome {
  std::string fingerprint, text, user;
  double calls_per_second = 0, ms_per_call = 0;
  bool touched = true;  // by the change, as far as is known
  Fate fate = Fate::unchanged;
  PlanNode before, after;  // of what was planned
  // "rare values": with these it gets slower, and these are the plans, without their conditions, which hold them.
  std::string with = {};
  std::string error;  // of what was not
  // How the columns of its answer change. Whoever prepared it before the change is refused after it, until he prepares
  // it again.
  std::vector<std::string> answers_otherwise = {};
  // Columns that it does not name when it writes a row, and that must have a value after the change.
  std::vector<std::string> leaves_out = {};
  // CHECKs that refuse after the change what it writes, and sequences that it may not draw from.
  std::vector<std::string> refused_by = {};
  std::vector<MayRefuse> may_be_refused = {};
  // Tables that it reads and sees no row of after the change, as where row security has no policy for it.
  std::vector<std::string> sees_nothing_of = {};
  // "a quarter more rows": with these another plan is taken after the change, this one, and before it none was.
  std::string unstable_with = {};
  PlanNode unstable = {};
  bool after_is_certain = true;  // false: another plan than `after` costs as much, and the size of an index decides
  double growth() const { return before.cost > 0 ? after.cost / before.cost : 1; }
};

// A table that a query reads from end to end, to keep few of its rows.
struct WholeRead {
  std::string table;
  double rows = 0, kept = 0;
  Bytes size = {};
  bool big = false;          // so that no application should do it all day
  bool as_today = false;     // the traffic reads it in the same way already
  bool partitioned = false;  // these are parts of it
  std::string filter = {};
  std::string index = {};  // through which it goes for that
};

// An index that was tried: the planner takes it.
struct Remedy {
  std::string sql;
  double cost = 0;  // of the query with it
  Bytes size;
  std::string index = {};  // its name where it was tried
};

// An INSERT of what was looked up before and not found, with no key that keeps two sessions from doing so at once.
struct Race {
  // In the statement itself, after a query, after an UPDATE that may have found nothing; or with ON CONFLICT DO
  // NOTHING, and no key in which there could be a conflict.
  enum class How { within, after_a_query, after_an_update, no_key } how = How::within;
  std::string table;
  std::vector<std::string> columns = {};  // by which it was looked up
  std::string looked_up_at = {};          // the query before
  // A unique index that would be in the way, of such rows; none where no index can be.
  std::vector<std::string> key = {};
  std::string where = {};
  std::string sql = {}, index = {};  // it was made in the lab: its statement, and its name there
};

// What production does not know yet: a query that comes with the change.
struct NewQuery {
  std::string place, text;
  std::optional<PlanNode> plan = {};  // after the change
  Error error = {};                   // why there is none
  bool needs_the_change = false;      // the schema as it is refuses it
  bool breaks = false;                // the server refuses it, and not for what is not known about its parameters
  std::vector<WholeRead> reads = {};
  std::vector<Remedy> remedies = {};
  std::optional<Race> race = {};
  bool blocks() const;
};

// What the captured traffic wants of a table.
struct Demand {
  bool read = false, written = false;
  double reads = 0, writes = 0;  // requests a second; one that writes counts as that
  bool rates_known = true;       // of all that want it
  bool any() const { return read || written; }
};

struct IndexFigures {
  std::string index;
  Bytes size;
  bool by_text = false;   // a text is among its keys, and is compared by the rules of a language
  std::string keys = {};  // "customer, lower(name)"
};

struct TableFigures {
  std::string table;
  double rows = 0;
  Bytes size = {};
  std::vector<IndexFigures> indexes = {};
  Demand demand = {};
  double longest_transaction = 0;  // seconds; of those that were seen to hold a lock on it
  std::vector<std::string> text_columns = {};
  std::vector<std::string> empty_columns = {};  // by their bare names: ANALYZE saw no value in them
};

// What a change built or wrote again, as it is when all of the change has run.
struct SizeAfter {
  std::string relation;
  std::string table;   // that an index belongs to
  std::string method;  // of an index: btree
  double rows = 0;     // not known of every table
  Bytes size = {};
};

struct InvalidIndex {
  std::string name, table;
  bool unique = false;
  bool partitioned = false;  // begun with ON ONLY, and not in all partitions
};

// A function that names in its body what is not there.
struct BrokenBody {
  std::string function, kind, object;  // "column", "public.orders.state"
  std::size_t statement = 0;           // that took it away, or set the function to a row without it
  bool never_was = false;
  std::vector<std::string> triggers = {};
  bool called = false;  // by the traffic
  double calls_per_second = 0;
};

// What runs out, or runs into what is there already, sooner or later.
struct Clock {
  enum class What { key_runs_out, key_too_narrow, sequence_behind, age, invalid_index, key_without_index };
  What what;
  std::string object;                       // the column, constraint, index; of an age "the database"
  std::optional<std::size_t> made_by = {};  // the statement; none where production has it already
  std::string type = {}, other = {};        // key_too_narrow: both types; key_without_index: the table pointed to
  double reached = 0, end = 0;              // how far it has come, and where it ends
  double per_second = 0;                    // what comes; 0 where nobody knows
  double rows = 0;                          // key_without_index: to be read each time
  std::vector<std::string> sql = {};        // what stops it
};

// A server that replays what this one writes, as it was when the snapshot was made.
struct Standby {
  std::string name;
  bool waited_for = false;  // a COMMIT waits for it
  double lag_seconds = 0;
  double replays_a_second = 0;  // bytes, while it was behind all the time; 0 where that was not seen
};

// The application's own start on the database as the change leaves it.
struct Boot {
  std::string command, role;  // the command as it is shown
  bool tried = false;         // not where the change does not run to its end
  bool started = false;
  bool out_of_time = false;               // it was still running, and was ended
  std::string ended = {};                 // "exit code 1", "still running after 60 s"
  std::vector<std::string> output = {};   // its last lines
  std::vector<std::string> refused = {};  // what the server refused it, and what was not there for it
};

struct Rehearsal {
  std::string snapshot, source_version, captured_at, role;  // what was rehearsed against what
  std::string age = {};                                     // of the snapshot, in words
  std::vector<StatementOutcome> statements;
  std::vector<QueryOutcome> queries;  // the worst first
  bool queries_compared = false;
  bool demand_known = false;  // whether the tables say what the traffic wants of them
  std::vector<NewQuery> new_queries;
  std::string new_queries_role;
  std::optional<Boot> boot;  // where it was asked for
  std::vector<Standby> standbys = {};
  double wal_a_second = 0;  // bytes, of the traffic; 0 where nobody knows
  std::vector<ReturnTrip> return_trips;
  std::vector<BrokenBody> broken_bodies = {};
  std::vector<InvalidIndex> invalid_indexes;  // that production has
  std::vector<Clock> clocks;
  catalog::Catalog after = {};       // what the change left in the lab, where it ran to its end
  catalog::Catalog tried = {};       // the same with the indexes that were tried for new queries
  std::vector<TableFigures> tables;  // of those that the change touches
  std::vector<SizeAfter> sizes_after = {};
  std::vector<std::string> notes;          // what bears on the answers
  std::vector<std::string> not_looked_at;  // what could not be looked at: with it the answer is never "fine"
};

inline bool NewQuery::blocks() const {
  for (auto& read : reads)
    if (read.big) return true;
  return breaks;
}

}  // namespace ante::rehearse
