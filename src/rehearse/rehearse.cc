// The street that a change goes down: the lab on empty tables, the lab on rows, the traffic before, the traffic after.
#include "rehearse/rehearse.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <future>
#include <set>

#include "base/text.h"
#include "rehearse/after_way_back.h"
#include "rehearse/blind_spots.h"
#include "rehearse/bodies.h"
#include "rehearse/boot.h"
#include "rehearse/changed_rows.h"
#include "rehearse/clocks.h"
#include "rehearse/definition.h"
#include "rehearse/demand.h"
#include "rehearse/found_rows.h"
#include "rehearse/kept_plans.h"
#include "rehearse/new_queries.h"
#include "rehearse/pending_checks.h"
#include "rehearse/queries.h"
#include "rehearse/questions.h"
#include "rehearse/reach.h"
#include "rehearse/refused_inserts.h"
#include "rehearse/rules_to_come.h"
#include "rehearse/sizes_after.h"
#include "rehearse/standbys.h"
#include "rehearse/tried_indexes.h"
#include "rehearse/trigger_rows.h"
#include "rehearse/unstable.h"
#include "rehearse/whole_reads.h"
#include "sql/statement.h"
#include "twin/ghost.h"
#include "twin/lab.h"

namespace ante::rehearse {
namespace {

template <class T>
std::vector<T> those_not_in(const std::vector<T>& some, const std::vector<T>& others) {
  std::vector<T> rest;
  for (auto& one : some)
    if (std::ranges::find(others, one) == others.end()) rest.push_back(one);
  return rest;
}

// What the second run saw and the first did not. A step that one of the runs did not reach is not compared.
OnRows difference(const twin::StepRun& empty, const twin::StepRun& rows) {
  OnRows on_rows;
  if (!rows.reached) return on_rows;
  bool failed_empty = empty.effects.error.has_value(), failed_on_rows = rows.effects.error.has_value();
  if (failed_on_rows && !failed_empty) on_rows.error = rows.effects.error;
  if (failed_empty && empty.reached && !failed_on_rows) on_rows.error_only_when_empty = true;
  on_rows.locks = those_not_in(rows.effects.locks, empty.effects.locks);
  on_rows.rewritten = those_not_in(rows.effects.rewritten, empty.effects.rewritten);
  on_rows.scanned = those_not_in(rows.effects.scanned, empty.effects.scanned);
  on_rows.built = those_not_in(rows.effects.built, empty.effects.built);
  return on_rows;
}

std::vector<StatementOutcome> outcomes(const change::Change& change, twin::ChangeRun& empty,
                                       const twin::ChangeRun& rows) {
  std::vector<StatementOutcome> statements;
  bool as_on_rows = !empty.complete && rows.complete;  // only there it ran in its transactions to its end
  for (std::size_t i = 0; i < empty.steps.size(); ++i) {
    auto& run = empty.steps[i];
    auto& migration = change.migrations[run.migration];
    auto on_rows = difference(run, rows.steps[i]);
    // On an empty table a new file looks emptied; with rows in it, it is seen to be written again.
    std::erase_if(run.effects.emptied,
                  [&](auto& table) { return std::ranges::find(on_rows.rewritten, table) != on_rows.rewritten.end(); });
    // A statement that was reached only on rows is shown by what it did there.
    bool only_on_rows = !run.reached && rows.steps[i].reached;
    auto effects = only_on_rows ? rows.steps[i].effects : run.effects;
    if (only_on_rows) {
      on_rows = {};
      std::swap(on_rows.error, effects.error);  // which rows there are, nobody knows: it is possible, not certain
    }
    statements.push_back({migration.name, migration.steps[run.step],
                          only_on_rows || as_on_rows ? rows.steps[i].transaction : run.transaction,
                          run.reached || only_on_rows, std::move(effects), std::move(on_rows)});
  }
  return statements;
}

// A right that the role has at the source as a superuser, and not in the lab.
bool lacks_only_superuser(const snapshot::Snapshot& snapshot, const std::string& role,
                          const StatementOutcome& statement) {
  if (!statement.effects.error || statement.effects.error->sqlstate != "42501") return false;
  return std::ranges::any_of(snapshot.catalog.roles, [&](auto& captured) {
    return captured.superuser && twin::bare_name(captured.name) == role;
  });
}

// Tablespaces are places on production's disks: the lab has none of them.
bool lacks_only_tablespace(const StatementOutcome& statement) {
  auto& error = statement.effects.error;
  return error && error->sqlstate == "42704" && error->what.starts_with("tablespace ");
}

std::set<std::string> touched_tables(const std::vector<StatementOutcome>& statements) {
  std::set<std::string> names;
  for (auto& statement : statements) {
    for (auto& lock : statement.effects.locks) names.insert(lock.relation);
    for (auto& lock : statement.on_rows.locks) names.insert(lock.relation);
    names.insert(statement.effects.scanned.begin(), statement.effects.scanned.end());
    names.insert(statement.effects.rewritten.begin(), statement.effects.rewritten.end());
  }
  return names;
}

std::vector<TableFigures> figures(const snapshot::Snapshot& snapshot, const std::set<std::string>& touched) {
  std::map<std::string, Bytes> index_sizes;
  std::map<std::string, std::vector<IndexFigures>> indexes;
  std::map<std::string, double> longest;
  for (auto& size : snapshot.sizes) index_sizes[size.relation] = pages(size.blocks);
  std::map<std::string, std::vector<std::string>> text_columns;
  for (auto& column : snapshot.catalog.columns)
    if (column.type == "text" || column.type.starts_with("character"))
      text_columns[column.relation].push_back(column.name);
  std::map<std::string, std::vector<std::string>> empty_columns;
  for (auto& column : snapshot.columns)
    if (column.null_fraction >= 1) empty_columns[column.relation].push_back(column.column);
  for (auto& index : snapshot.catalog.indexes) {
    auto method = std::min(index.definition.find(" USING "), index.definition.size());
    auto open = index.definition.find('(', method);
    auto keys = open == std::string::npos ? "" : bracket_at(index.definition, open).inside;
    indexes[index.table].push_back(
        {index.name, index_sizes[index.name], names_one_of(text_columns[index.table], keys), keys});
  }
  for (auto& figure : snapshot.figures)
    if (figure.name == "longest_transaction_seconds") longest[figure.subject] = figure.value;

  std::set<std::string> known;
  for (auto& table : snapshot.catalog.tables) known.insert(table.name);
  constexpr double rows_of_a_page = 80;  // where nobody ever counted them
  std::vector<TableFigures> tables;
  for (auto& size : snapshot.sizes) {
    if (!touched.contains(size.relation) || !known.contains(size.relation)) continue;
    double density = size.pages > 0 && size.tuples > 0 ? size.tuples / static_cast<double>(size.pages) : 0;
    bool never_counted = size.tuples < 0 || (size.tuples == 0 && size.pages == 0);
    if (density == 0 && never_counted) density = rows_of_a_page;
    tables.push_back({size.relation,
                      density * static_cast<double>(size.blocks),
                      pages(size.blocks),
                      indexes[size.relation],
                      {},
                      longest[fmt::format("table {}", size.relation)],
                      text_columns[size.relation],
                      empty_columns[size.relation]});
  }
  // What has no file of its own is locked all the same.
  for (auto& table : snapshot.catalog.tables)
    if ((table.kind == "partitioned" || table.kind == "view") && touched.contains(table.name) &&
        std::ranges::find(tables, table.name, &TableFigures::table) == tables.end())
      tables.push_back({table.name,
                        0,
                        {},
                        indexes[table.name],
                        {},
                        longest[fmt::format("table {}", table.name)],
                        text_columns[table.name]});
  for (auto& sequence : snapshot.catalog.sequences)
    if (touched.contains(sequence.name)) tables.push_back({.table = sequence.name});
  return tables;
}

// A table that comes with such statements alone is empty in the end, as the partition of a month to come.
bool fills_nothing(const StatementOutcome& statement) {
  constexpr std::array kinds{"CreateStmt",  "AlterTableStmt",  "IndexStmt", "VariableSetStmt", "TransactionStmt",
                             "CommentStmt", "CreateStatsStmt", "GrantStmt", "CreateEnumStmt",  "AlterEnumStmt"};
  auto facts = sql::facts(statement.step.sql);
  return facts && std::ranges::find(kinds, facts->kind) != kinds.end();
}

std::vector<std::string> emptied_by(const twin::ChangeRun& run) {
  std::vector<std::string> tables;
  for (auto& step : run.steps) tables.insert(tables.end(), step.effects.emptied.begin(), step.effects.emptied.end());
  return tables;
}

// To end a server and remove its thousands of files takes a while, in which other work can go on.
template <class Server>
std::future<void> in_the_background(Server server) {
  return std::async(std::launch::async, [gone = std::optional(std::move(server))]() mutable { gone.reset(); });
}

// What every change is compared with.
struct Today {
  twin::Ghost ghost;
  Plans plans;
  bool kept = false;  // the plans are of an earlier run
};

class Rehearsing {
 public:
  Rehearsing(const Rehearsed& what, const change::Change& change, Progress& progress)
      : what_(what), change_(change), progress_(progress) {}
  Result<Rehearsal> run();

 private:
  Result<Today> plan_today() const;
  Result<void> run_in_labs();
  Result<std::pair<twin::Lab, twin::ChangeRun>> run_on_rows(const twin::LabLimits& limits, Progress& progress) const;
  Result<void> try_ways_back();
  Result<void> compare_queries();
  Result<void> judge_new_queries(const twin::Ghost& before, const twin::Ghost& after, const Plans& plans_before,
                                 const std::set<std::string>& unknown);
  Result<void> try_indexes(const twin::Ghost& after, const std::string& role);
  Result<void> boot();
  Result<void> find_clocks_in(const twin::Lab& lab, const twin::Lab& lab_with_rows);
  void say_what_was_not_captured();
  void say_what_was_not_seen(const twin::Lab& lab, const twin::Lab& lab_with_rows);

  const Rehearsed& what_;
  const change::Change& change_;
  Progress& progress_;
  Rehearsal result_;
  std::optional<twin::Base> base_;
  std::future<Result<Today>> today_;  // needs nothing but the base, and is planned beside the labs
  std::optional<twin::ChangeRun> empty_, rows_;
  std::vector<std::string> refilled_;       // tables that were emptied, and had rows again in the end
  std::optional<pg::Cluster> afterwards_;   // a lab in which the whole change ran
  std::vector<std::future<void>> leaving_;  // servers that nobody needs any more, while they tidy up
};

Result<Rehearsal> Rehearsing::run() {
  auto& source = what_.snapshot.source;
  result_.snapshot = what_.name;
  result_.source_version = source.server_version.substr(0, source.server_version.find(' '));
  result_.captured_at = source.captured_at;
  result_.role = what_.role.empty() ? twin::usual_role(what_.snapshot) : what_.role;
  for (auto& one : what_.version.not_read) result_.not_looked_at.push_back("a query within " + one);
  if (auto& version = what_.version; !version.queries.empty()) {
    result_.new_queries_role = version.role.empty() ? busiest_role(what_.snapshot) : version.role;
    if (!twin::captured_role(what_.snapshot, result_.new_queries_role))
      return bad_input(fmt::format("the snapshot has no role {}", result_.new_queries_role),
                       "--queries-role names the application's");
  }
  for (auto& index : what_.snapshot.catalog.indexes)
    if (!index.valid)
      result_.invalid_indexes.push_back(
          {index.name, index.table, index.unique, contains(index.definition, " ON ONLY ")});
  if (!what_.version.boot.command.empty()) result_.boot = TRY(boot_to_try(what_, result_.role));
  result_.notes = change_.notes;
  result_.not_looked_at.insert(result_.not_looked_at.end(), change_.doubts.begin(), change_.doubts.end());
  find_standbys(what_.snapshot, result_);
  base_ = TRY(twin::raise_base(what_.snapshot, what_.key, progress_));
  today_ = std::async(std::launch::async, [this] { return plan_today(); });
  TRY(run_in_labs());
  TRY(compare_queries());
  TRY(try_ways_back());
  TRY(boot());
  say_what_was_not_captured();
  return std::move(result_);
}

Result<Today> Rehearsing::plan_today() const {
  NoProgress progress;
  auto ghost = TRY(twin::Ghost::before(*base_, what_.snapshot, result_.role, progress));
  auto shapes = what_.snapshot.workload.size();
  if (auto kept = kept_plans(*base_, result_.role, shapes)) {
    // To read a thousand statements takes a tenth of a second: better now than when the labs have come to their end.
    for (auto& shape : what_.snapshot.workload) (void)sql::facts(shape.text);
    return Today{std::move(ghost), std::move(*kept), true};
  }
  auto plans = plan_workload(ghost, what_.snapshot, std::vector(shapes, true), {}, progress);
  (void)keep_plans(*base_, result_.role, plans);  // without it the next run takes longer, and no more
  return Today{std::move(ghost), std::move(plans)};
}

Result<std::pair<twin::Lab, twin::ChangeRun>> Rehearsing::run_on_rows(const twin::LabLimits& limits,
                                                                      Progress& progress) const {
  auto lab = TRY(twin::Lab::raise(*base_, what_.snapshot, result_.role, twin::LabTables::with_rows, progress));
  auto run = TRY(lab.run(change_, limits, progress));
  return std::pair(std::move(lab), std::move(run));
}

// Both labs at once. Rows change nothing in the catalog: it is looked at in the empty one, if the change ends there.
Result<void> Rehearsing::run_in_labs() {
  auto beside = std::async(std::launch::async, [this] {
    NoProgress progress;
    return run_on_rows({.looks_at_catalog = false}, progress);
  });
  auto lab = TRY(twin::Lab::raise(*base_, what_.snapshot, result_.role, twin::LabTables::empty, progress_));
  empty_ = TRY(lab.run(change_, {}, progress_));
  progress_.stage("running it on rows");
  auto on_rows = TRY(beside.get());
  if (!empty_->complete && on_rows.second.complete) on_rows = TRY(run_on_rows({}, progress_));
  auto& lab_with_rows = on_rows.first;
  rows_ = std::move(on_rows.second);
  refilled_ = TRY(lab_with_rows.those_with_rows(emptied_by(*rows_)));
  result_.statements = outcomes(change_, *empty_, *rows_);
  result_.tables = figures(what_.snapshot, touched_tables(result_.statements));
  add_questions(what_.snapshot, empty_->complete ? lab : lab_with_rows, result_);
  if (what_.data) {
    progress_.stage("asking the rows");
    TRY(answer_questions(*what_.data, what_.snapshot.source, result_, {&what_.snapshot.catalog, what_.keys}));
  }
  say_what_was_not_seen(lab, lab_with_rows);
  TRY(find_clocks_in(lab, lab_with_rows));
  if (empty_->complete)
    afterwards_ = std::move(lab).leave();
  else if (rows_->complete)
    afterwards_ = std::move(lab_with_rows).leave();
  leaving_.push_back(in_the_background(std::move(on_rows.first)));
  return {};
}

Result<void> Rehearsing::find_clocks_in(const twin::Lab& lab, const twin::Lab& lab_with_rows) {
  auto tables = touched_tables(result_.statements);
  for (auto& statement : result_.statements)
    for (auto& difference : statement.effects.catalog)
      if (difference.kind == "table" && difference.what == catalog::Difference::What::added)
        tables.insert(difference.object);
  std::vector<std::string> names(tables.begin(), tables.end());
  auto& complete = empty_->complete ? *empty_ : *rows_;
  Left left{complete.complete ? complete.after : what_.snapshot.catalog};
  std::future<Result<std::vector<twin::Drawn>>> on_rows;
  if (rows_->complete) on_rows = std::async(std::launch::async, [&] { return lab_with_rows.drawn_in(names); });
  if (empty_->complete) left.on_empty = TRY(lab.drawn_in(names));
  if (on_rows.valid()) left.on_rows = TRY(on_rows.get());
  if (complete.complete) left.moved = TRY((empty_->complete ? lab : lab_with_rows).moved_sequences(what_.snapshot));
  left.emptied = emptied_by(complete);
  result_.clocks = find_clocks(what_.snapshot, left, result_.statements);
  result_.broken_bodies = find_broken_bodies(what_.snapshot, left.catalog, result_.statements);
  for (auto& body : find_rows_without_columns(left.catalog, result_.statements)) result_.broken_bodies.push_back(body);
  if (complete.complete) result_.after = std::move(complete.after);
  return {};
}

void Rehearsing::say_what_was_not_seen(const twin::Lab& lab, const twin::Lab& lab_with_rows) {
  auto& open = result_.not_looked_at;
  for (auto& missing : base_->missing)
    open.push_back(fmt::format("{} is not in the twin: {}", missing.object, missing.why));
  for (auto& closed : lab.closed())
    open.push_back(fmt::format("{} is closed in the lab: {}", closed.object, closed.why));
  for (auto* run : {&*empty_, &*rows_})
    for (auto& reservation : run->reservations)
      if (std::ranges::find(open, reservation) == open.end()) open.push_back(reservation);
  for (auto& migration : change_.migrations)
    if (!migration.left_out.empty()) result_.notes.push_back(fmt::format("{}: {}", migration.name, migration.left_out));
  auto touched = touched_tables(result_.statements);
  for (auto& table : lab_with_rows.without_rows())
    if (touched.contains(table.object.substr(std::string("table ").size())))
      open.push_back(fmt::format("{} was tried only empty: no row could be made for it ({})", table.object, table.why));
  for (auto& statement : result_.statements) {
    auto place = fmt::format("{}:{}", statement.step.file, statement.step.line);
    if (lacks_only_superuser(what_.snapshot, result_.role, statement))
      open.push_back(
          fmt::format("{} needs a superuser, which {} is at the source and nobody is in the lab", place, result_.role));
    else if (lacks_only_tablespace(statement))
      open.push_back(fmt::format("{} names a tablespace, and the lab has none", place));
    else
      continue;
    statement.on_rows.error_only_when_empty = true;
  }
}

// The gaps of the snapshot; those that decide nothing about this change are left out.
void Rehearsing::say_what_was_not_captured() {
  auto used = used_by(result_);
  std::error_code unknown;
  bool from_folder = std::filesystem::is_directory(change_.folder, unknown);
  for (auto& spot : what_.snapshot.blind_spots)
    // Of a file that was named, no ledger needs to say that it is pending.
    if (spot.about == "ledger" ? from_folder : matters(spot, what_.snapshot, used, result_))
      result_.not_looked_at.push_back(fmt::format("not captured: {}", spot.what));
  for (auto& [kind, name] : what_.snapshot.catalog.unsupported) {
    // No plan hangs on these, and few statements do.
    bool rarely = kind == "subscription" || kind == "security label" || kind.starts_with("privileges") ||
                  kind.starts_with("value of an option");
    auto& list = rarely ? result_.notes : result_.not_looked_at;
    list.push_back(fmt::format("{} {} is not in the twin: it cannot be made again", kind, name));
  }
}

// In a lab of its own, with rows: a way back is lost on an empty table.
Result<void> Rehearsing::try_ways_back() {
  auto& run = empty_->complete ? *empty_ : *rows_;
  if (!run.complete || change_.executed) return {};
  std::vector<bool> in_pieces(change_.migrations.size());
  std::vector<std::size_t> first(change_.migrations.size());  // statement of each migration
  for (std::size_t i = run.steps.size(); i-- > 0;) {
    auto& step = run.steps[i];
    first[step.migration] = i;
    if (i > 0 && run.steps[i - 1].migration == step.migration && run.steps[i - 1].transaction != step.transaction)
      in_pieces[step.migration] = true;
  }
  bool any_back = std::ranges::any_of(change_.migrations, [](auto& one) { return one.back.has_value(); });
  if (!any_back && std::ranges::find(in_pieces, true) == in_pieces.end()) return {};
  std::map<std::size_t, std::vector<BrokenQuery>> broken;  // by migration
  auto look = [&](std::size_t migration, const pg::Cluster& cluster, const std::string& before,
                  const std::string& after) {
    broken[migration] = broken_after_way_back(cluster, before, after, what_.snapshot, result_.queries);
  };
  auto tried = [&](const std::vector<twin::RowRule>& rules) -> Result<twin::ReturnTrips> {
    auto lab =
        TRY(twin::Lab::raise(*base_, what_.snapshot, result_.role, twin::LabTables::with_rows, progress_, rules));
    return lab.try_ways_back(change_, in_pieces, look, progress_);
  };
  auto trips = TRY(tried({}));
  // Any rows show more than those that keep to what the change demands of them, as long as it runs on them.
  if (auto rules = rules_to_come(result_.statements); trips.unreached < change_.migrations.size() && !rules.empty()) {
    auto again = TRY(tried(rules));
    if (again.unreached > trips.unreached) trips = std::move(again);
  }
  if (any_back && trips.unreached < change_.migrations.size())
    result_.not_looked_at.push_back(
        fmt::format("the way back of {} and of what follows: it does not run on made-up rows",
                    change_.migrations[trips.unreached].name));
  for (auto& trip : trips.trips) {
    auto& migration = change_.migrations[trip.migration];
    ReturnTrip outcome{.migration = migration.name,
                       .has_back = trip.has_back,
                       .error = trip.error,
                       .stopped = trip.stopped,
                       .lost = trip.lost,
                       .broken = broken[trip.migration]};
    if (what_.data)
      for (auto& rows : TRY(rows_that_were_there(*what_.data, what_.snapshot, migration))) outcome.lost.push_back(rows);
    if (trip.error && trip.failed_step < migration.back->steps.size())
      outcome.failed_at = migration.back->steps[trip.failed_step];
    for (auto& difference : trip.left) outcome.left.push_back(catalog::sentence(difference));
    if (trip.not_stopped_at > 0)
      result_.not_looked_at.push_back(
          fmt::format("what becomes of {} where it is stopped after line {} or later: the time for that was over",
                      migration.name, migration.steps[trip.not_stopped_at - 1].line));
    for (auto& stop : trip.stops)
      outcome.stops.push_back({first[trip.migration] + stop.steps - 1, stop.again, stop.back});
    result_.return_trips.push_back(std::move(outcome));
  }
  return {};
}

Result<void> Rehearsing::compare_queries() {
  if (what_.snapshot.workload.empty()) result_.not_looked_at.emplace_back("queries: the snapshot has no traffic");
  progress_.stage("planning the traffic as it is");
  auto today = TRY(today_.get());
  auto& before = today.ghost;
  auto& plans_before = today.plans;
  auto& workload = what_.snapshot.workload;
  add_demand(what_.snapshot, plans_before, result_.tables);
  result_.demand_known = !what_.snapshot.workload.empty();
  if (!afterwards_) {
    result_.notes.emplace_back("queries were not compared: the change does not run to its end");
    if (!what_.version.queries.empty())
      result_.not_looked_at.emplace_back("the new version's queries: the change does not run to its end");
    return {};
  }
  auto emptied = emptied_by(empty_->complete ? *empty_ : *rows_);
  auto after = TRY(twin::Ghost::after(std::move(*afterwards_), *base_, what_.snapshot, emptied, progress_));
  progress_.stage("planning the traffic as it will be");
  result_.sizes_after = TRY(sizes_after(after, result_.statements));
  auto unknown = after.of_unknown_size();
  if (std::ranges::all_of(result_.statements, fills_nothing)) unknown.clear();
  for (auto& table : refilled_) unknown.insert(twin::without_schema(table));
  Reach reach(what_.snapshot, result_.statements, unknown);
  std::vector<bool> touched(workload.size());
  for (std::size_t i = 0; i < workload.size(); ++i) touched[i] = reach.touches(workload[i], plans_before[i]);
  // Some plans hang on what time it is: those of before and after are compared at the same one.
  if (today.kept) plans_before = plan_workload(before, what_.snapshot, touched, std::move(plans_before), progress_);
  auto plans_after = plan_workload(after, what_.snapshot, touched, plans_before, progress_);
  forget_plans_of(unknown, plans_after);
  auto leaning = TRY(plan_leaning(after, what_.snapshot, plans_after));
  TRY(count_changed_rows(before, after, result_));
  find_pending_checks(what_.snapshot, result_.statements);
  if (!what_.version.queries.empty()) TRY(judge_new_queries(before, after, plans_before, unknown));
  result_.queries = compare(what_.snapshot, plans_before, plans_after, leaning, touched);
  find_unseen_tables(result_.statements, result_.queries);
  progress_.stage("planning it with common and with rare values");
  try_values(before, after, what_.snapshot, result_.queries, progress_);
  TRY(find_unstable_plans(before, after, what_.snapshot, result_.queries, progress_));
  sort_by_weight(result_.queries);
  TRY(find_refused_inserts({before, after, what_.snapshot}, result_));
  leaving_.push_back(in_the_background(std::move(today.ghost)));
  result_.queries_compared = !what_.snapshot.workload.empty();

  result_.notes.insert(result_.notes.end(), after.reservations().begin(), after.reservations().end());
  if (auto users = users_unknown(what_.snapshot); !users.empty())
    result_.notes.push_back(fmt::format("the snapshot has no role {}: queries of theirs are planned as {}",
                                        fmt::join(users, ", "), twin::usual_role(what_.snapshot)));
  if (auto assumed = std::ranges::count_if(result_.queries, [](auto& query) { return query.before.types_assumed; }))
    result_.notes.push_back(
        fmt::format("in {} types of constants are assumed: without their values the server cannot tell them",
                    assumed == 1 ? "1 query" : fmt::format("{} queries", assumed)));
  // What is refused as it is, and has nothing to do with the change, decides nothing about it.
  for (bool of_change : {true, false}) {
    auto is_one = [&](auto& query) { return query.fate == Fate::not_judged && query.touched == of_change; };
    auto unjudged = std::ranges::count_if(result_.queries, is_one);
    if (unjudged == 0) continue;
    (of_change ? result_.not_looked_at : result_.notes)
        .push_back(fmt::format("{} of {} queries could not be judged{}{} {}", unjudged, result_.queries.size(),
                               of_change ? "" : ", none of which the change touches",
                               unjudged == 1 ? ":" : ", for reasons like this one:",
                               std::ranges::find_if(result_.queries, is_one)->error));
  }
  return {};
}

Result<void> Rehearsing::judge_new_queries(const twin::Ghost& before, const twin::Ghost& after,
                                           const Plans& plans_before, const std::set<std::string>& unknown) {
  Asked asked{after, what_.snapshot, what_.version, result_.new_queries_role, {}, unknown};
  for (auto& plan : plans_before)
    if (plan) scans_of(*plan, asked.as_today);
  progress_.stage("planning the queries of the new version");
  auto& queries = result_.new_queries = TRY(plan_new_queries(asked));
  TRY(ask_what_needs_the_change({before, what_.snapshot, what_.version, asked.role}, queries));
  for (auto& query : queries)
    if (!query.error.what.empty() && !query.breaks)
      result_.not_looked_at.push_back(fmt::format("{}: {}", query.place, query.error.what));
  auto assumed = std::ranges::count_if(queries, [](auto& query) { return query.plan && query.plan->types_assumed; });
  if (assumed)
    result_.notes.push_back(fmt::format("types of parameters are assumed in {} of the new queries", assumed));
  return try_indexes(after, asked.role);
}

// After the change the indexes that seem to be missing are made too, in a lab of their own.
Result<void> Rehearsing::try_indexes(const twin::Ghost& after, const std::string& role) {
  auto candidates = TRY(indexes_to_try(after, result_.new_queries));
  if (candidates.empty() || !empty_->complete) return {};
  auto change = change_;
  change::Migration indexes{.name = "indexes to try", .in_transaction = false, .steps = {}};
  for (auto& candidate : candidates) indexes.steps.push_back({.sql = candidate.trial, .file = indexes.name});
  change.migrations.push_back(std::move(indexes));
  auto lab = TRY(twin::Lab::raise(*base_, what_.snapshot, result_.role, twin::LabTables::empty, progress_));
  auto run = TRY(lab.run(change, {}, progress_));
  if (!run.complete) return {};
  auto ghost = TRY(twin::Ghost::after(std::move(lab).leave(), *base_, what_.snapshot, emptied_by(run), progress_));
  result_.tried = std::move(run.after);
  progress_.stage("planning the queries of the new version with the indexes that seem to be missing");
  return keep_what_helps({ghost, what_.snapshot, what_.version, role}, candidates, result_.new_queries);
}

Result<void> Rehearsing::boot() {
  if (!result_.boot) return {};
  if (empty_->complete || rows_->complete) {
    auto tables = empty_->complete ? twin::LabTables::empty : twin::LabTables::with_rows;
    return boot_after(what_, change_, *base_, tables, result_, progress_);
  }
  result_.not_looked_at.push_back(fmt::format("'{}': the change does not run to its end", result_.boot->command));
  return {};
}

}  // namespace

Result<Rehearsal> rehearse(const Rehearsed& what, const change::Change& change, Progress& progress) {
  return Rehearsing(what, change, progress).run();
}

}  // namespace ante::rehearse
