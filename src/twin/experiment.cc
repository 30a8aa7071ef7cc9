// How a migration is run:
//   - Its tool's transaction is opened and committed here, where it uses one; BEGIN and COMMIT of its own are
//   respected.
//   - A statement with no transaction around it gets one for itself, since inside a transaction everything can be seen.
//   - Where the server says that it cannot run in one, it runs alone, against a brake, watched by a second session.
//   - After an error nothing further is reached: a migration tool would stop there too.
#include "twin/experiment.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "sql/statement.h"
#include "sql/tokens.h"
#include "twin/brake.h"
#include "twin/conflicts.h"
#include "twin/observation.h"

namespace ante::twin {
namespace {

using change::Effects;

constexpr std::size_t most_notices = 20;
constexpr const char* set_timeouts =
    "SELECT pg_catalog.set_config('lock_timeout', $1, false), pg_catalog.set_config('statement_timeout', $2, false)";

// What the server says of a statement that wants no transaction around it: CREATE INDEX CONCURRENTLY and its like, and
// procedures that commit.
bool refuses_transaction(const Error& error) { return error.sqlstate == "25001" || error.sqlstate == "2D000"; }

struct Kind {
  bool transaction_control = false;
  bool setting = false;            // SET: touches nothing, and SET TRANSACTION bears no query before it
  bool never_waits = false;        // LOCK … NOWAIT
  bool wants_transaction = false;  // LOCK: what is held to the end of a transaction needs one
};
Kind kind_of(std::string_view sql) {
  auto facts = sql::facts(sql);
  if (!facts) return {};
  bool locks = facts->kind == "LockStmt";
  return {facts->transaction_control, facts->kind == "VariableSetStmt" || facts->kind == "ConstraintsSetStmt",
          locks && lower(trim(sql)).ends_with("nowait"), locks};
}

// Of what controls a transaction: whether it commits it, or all that was done in it stays done for now.
struct Control {
  bool commits = false, keeps_all = false;
};
Control control_of(std::string_view sql) {
  auto tokens = sql::scan(sql);
  auto word =
      tokens ? std::ranges::find(*tokens, sql::Token::Kind::word, &sql::Token::kind) : decltype(tokens->begin()){};
  auto first = tokens && word != tokens->end() ? lower(std::string(sql::text_of(*word, sql))) : std::string();
  bool commits = first == "commit" || first == "end";
  return {commits, commits || first == "savepoint" || first == "release"};
}

class Experiment {
 public:
  Experiment(const Site& site, const LabLimits& limits) : site_(site), limits_(limits) {}
  Result<void> prepare();
  // Runs the migration; false where something failed and the change ends there.
  Result<bool> run(const change::Migration& migration, std::span<StepRun> steps);

  Result<catalog::Catalog> left();

  std::vector<std::string> reservations;

 private:
  Result<bool> run_steps(const change::Migration& migration, std::span<StepRun> steps, bool in_transaction);
  Effects step(const change::Step& step);
  Effects run(const change::Step& step, bool is_setting);
  Effects control(const change::Step& step);
  Effects inside(const change::Step& step, bool is_setting);
  Effects alone(const change::Step& step);
  Result<void> watch(std::optional<Brake>& brake, HeldLocks& seen);
  Result<void> know_catalog();
  Result<void> follow_catalog(const State& before, const State& now, Effects& effects);
  void look_once_more();
  void keep();
  void go_back();
  Result<void> look_inside(Effects& effects);
  Result<void> look_after_alone(const State& before, Effects& effects);
  Result<void> publish_scans();
  void reserve(const change::Step& step, const Result<void>& looked);
  void end_transaction(std::string_view how);
  std::optional<Millis> longest_wait();
  std::optional<pg::Rows> wait_without_end();

  const Site& site_;
  const LabLimits& limits_;
  std::optional<pg::Connection> observer_;
  std::optional<Stranger> stranger_;
  RelationNames names_;  // what was there before the change: only that counts
  pg::CatalogFollower catalog_;
  bool catalog_changed_ = false;  // in the transaction under way
  std::optional<Files> files_;    // when the transaction under way began
  std::optional<State> state_;    // of the transaction under way, after its last statement
  HeldLocks locks_;
  int transactions_ = 0;  // that began
};

Result<void> Experiment::prepare() {
  observer_ = TRY(pg::Connection::open(
      site_.observer, {.application = "ante observer", .settings = {{"search_path", "pg_catalog"}, {"jit", "off"}}}));
  stranger_ = TRY(Stranger::enter(site_, limits_, *observer_));
  names_ = TRY(read_relation_names(*observer_));
  files_.emplace(TRY(committed_state(*observer_)));
  TRY(stranger_->session().execute("BEGIN"));
  auto adopt = [&]() -> Result<void> {
    return catalog_.adopt(TRY(site_.first_catalog(stranger_->session())), stranger_->session());
  };
  if (limits_.looks_at_catalog && site_.first_catalog) TRY(in_savepoint(stranger_->session(), adopt));
  TRY(know_catalog());
  TRY(stranger_->session().execute("ROLLBACK"));
  return {};
}

// As it is in the transaction under way.
Result<void> Experiment::know_catalog() {
  if (!limits_.looks_at_catalog || catalog_.knows()) return {};
  return in_savepoint(stranger_->session(), [&] { return catalog_.read(stranger_->session()); });
}

Result<catalog::Catalog> Experiment::left() {
  if (!catalog_.knows() && stranger_->alive()) {
    TRY(stranger_->run("BEGIN"));
    TRY(know_catalog());
    end_transaction("ROLLBACK");
  }
  return catalog_.in_order();
}

// Before a commit: what is taken then as committed.
void Experiment::look_once_more() {
  auto& session = stranger_->session();
  if (state_ || !session.in_transaction() || session.in_failed_transaction()) return;
  if (auto now = state_inside(session)) state_ = std::move(*now);
}

// What the transaction did stands now.
void Experiment::keep() {
  if (state_) files_->take(*state_);
}

void Experiment::end_transaction(std::string_view how) {
  if (stranger_->alive()) (void)stranger_->run(how);
  state_.reset();
  locks_.clear();
  catalog_changed_ = false;
}

void Experiment::go_back() {
  if (catalog_changed_) catalog_.forget();
  end_transaction("ROLLBACK");
}

Result<bool> Experiment::run(const change::Migration& migration, std::span<StepRun> steps) {
  if (TRY(run_steps(migration, steps, migration.in_transaction))) return true;
  bool assumed_wrongly =
      migration.in_transaction && migration.transaction_assumed && std::ranges::any_of(steps, [](auto& run) {
        return run.effects.error && refuses_transaction(*run.effects.error);
      });
  if (!assumed_wrongly) return false;
  for (auto& run : steps) run.reached = false, run.effects = {};
  return run_steps(migration, steps, false);
}

Result<bool> Experiment::run_steps(const change::Migration& migration, std::span<StepRun> steps, bool in_transaction) {
  if (in_transaction) TRY(stranger_->run("BEGIN")), ++transactions_;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!stranger_->session().in_transaction()) ++transactions_;
    steps[i].transaction = transactions_;
    steps[i].reached = true;
    steps[i].effects = step(migration.steps[i]);
    if (!steps[i].effects.error) continue;
    go_back();
    return false;
  }
  if (stranger_->session().in_transaction()) {
    look_once_more();
    auto committed = stranger_->run("COMMIT");
    bool stopped = stranger_->stopped();
    if (!committed) {
      go_back();
      // What was deferred to the end failed there: constraints and their triggers.
      if (!steps.empty()) {
        auto& effects = steps.back().effects;
        effects.error = at("at the commit", committed.error()).error();
        effects.stopped = stopped;
      }
      return false;
    }
    keep();
    end_transaction("ROLLBACK");
  }
  return true;
}

Effects Experiment::step(const change::Step& step) {
  auto kind = kind_of(step.sql);
  if (kind.transaction_control) return control(step);
  // The transaction that it would be given here is one that it does not have in production.
  if (kind.wants_transaction && !stranger_->session().in_transaction()) return control(step);
  auto waits = kind.setting ? std::nullopt : longest_wait();
  auto effects = run(step, kind.setting);
  effects.lock_timeout = kind.never_waits ? Millis{1} : waits;
  return effects;
}

// What the change's own session has set, or its role. A statement's time counts while it waits for a lock, too.
std::optional<Millis> Experiment::longest_wait() {
  if (stranger_->session().in_failed_transaction()) return {};
  auto set = stranger_->session().query(
      "SELECT extract(epoch FROM pg_catalog.current_setting('lock_timeout')::interval), "
      "extract(epoch FROM pg_catalog.current_setting('statement_timeout')::interval)");
  if (!set) return {};
  Millis longest{0};
  for (int column : {0, 1}) {
    Millis limit{std::llround(set->real(0, column) * 1000)};
    if (limit > Millis{0} && (longest == Millis{0} || limit < longest)) longest = limit;
  }
  return longest;
}

Effects Experiment::run(const change::Step& step, bool is_setting) {
  if (stranger_->session().in_transaction()) return inside(step, is_setting);

  // A transaction of its own, so that everything can be seen.
  if (auto begun = stranger_->run("BEGIN"); !begun) return Effects{.error = begun.error(), .stopped = true};
  auto effects = inside(step, is_setting);
  if (effects.error) {
    go_back();
    return refuses_transaction(*effects.error) && stranger_->alive() ? alone(step) : effects;
  }
  if (auto committed = stranger_->run("COMMIT"); !committed) {
    effects.error = committed.error(), effects.stopped = stranger_->stopped();
    go_back();
  } else {
    keep();
  }
  end_transaction("ROLLBACK");
  return effects;
}

// BEGIN, COMMIT, SAVEPOINT and the like, and LOCK outside of a transaction, as they stand.
Effects Experiment::control(const change::Step& step) {
  Effects effects;
  bool was_in_transaction = stranger_->session().in_transaction();
  auto [commits, keeps_all] = control_of(step.sql);
  if (commits) look_once_more();
  if (auto ran = stranger_->run(step.sql); !ran) effects.error = ran.error(), effects.stopped = stranger_->stopped();
  effects.notices = stranger_->session().take_notices();
  // What the transaction holds is another now; where it may have gone back, wholly or to a savepoint, the catalog too.
  if (was_in_transaction) {
    bool stands = !effects.error && keeps_all;
    if (stands && commits) keep();
    state_.reset();
    locks_.clear();
    if (catalog_changed_ && !stands) catalog_.forget();
    catalog_changed_ &= stranger_->session().in_transaction();
  }
  return effects;
}

// Inside a transaction: the difference between before and after, uncommitted as it is.
Effects Experiment::inside(const change::Step& step, bool is_setting) {
  Effects effects;
  auto& session = stranger_->session();
  if (!state_ && !is_setting) {
    auto known = know_catalog();
    auto before = known ? state_inside(session) : std::unexpected(known.error());
    if (!before) return Effects{.error = before.error(), .stopped = true};
    state_ = std::move(*before);
    auto locks = locks_of(*observer_, stranger_->backend());
    if (locks) locks_ = std::move(*locks);
  }
  (void)session.take_notices();
  auto ran = stranger_->run(step.sql, step.copy_data);
  effects.notices = session.take_notices();
  if (effects.notices.size() > most_notices) effects.notices.resize(most_notices);
  if (!ran) effects.error = ran.error(), effects.stopped = stranger_->stopped();
  if (ran && !is_setting) reserve(step, look_inside(effects));
  return effects;
}

Result<void> Experiment::look_inside(Effects& effects) {
  auto held = TRY(locks_of(*observer_, stranger_->backend()));
  add_new_locks(locks_, held, names_, effects.locks);
  auto& session = stranger_->session();
  if (!session.in_transaction() || session.in_failed_transaction()) return {};
  auto now = TRY(state_inside(session));
  TRY(in_savepoint(session, [&] { return add_file_effects(*files_, *state_, now, names_, session, effects); }));
  TRY(follow_catalog(*state_, now, effects));
  state_ = std::move(now);
  locks_ = std::move(held);
  return {};
}

Result<void> Experiment::follow_catalog(const State& before, const State& now, Effects& effects) {
  auto written = written_between(before, now);
  if (!limits_.looks_at_catalog || written.empty()) return {};
  if (!catalog_.knows()) return undecided("the catalog before it was not read");
  auto& session = stranger_->session();
  catalog_changed_ = true;
  return in_savepoint(session, [&]() -> Result<void> {
    effects.catalog = TRY(catalog_.follow(session, written));
    return {};
  });
}

// Outside a transaction: watched by the second session while it runs, held by a brake where it waits for others.
Effects Experiment::alone(const change::Step& step) {
  Effects effects;
  effects.outside_transaction = true;
  auto& session = stranger_->session();

  auto tables = tables_named(session, step.sql, names_);
  bool names_tables = tables && !tables->empty();
  if (tables && tables->empty()) {
    for (auto& [oid, relation] : names_)
      if (relation.kind == "table" || relation.kind == "partitioned table") tables->push_back(oid);
  }
  reserve(step, publish_scans());
  if (auto begun = stranger_->run("BEGIN"); begun) {
    reserve(step, know_catalog());
    end_transaction("ROLLBACK");
  }
  auto before = committed_state(*observer_);
  if (!before) return Effects{.error = before.error(), .stopped = true};
  std::optional<Brake> brake;
  if (tables) {
    auto put_on = Brake::put_on(site_, names_, *tables);
    if (put_on)
      brake = std::move(*put_on);
    else
      reserve(step, std::unexpected(put_on.error()));
  }

  HeldLocks seen;
  auto timeouts = brake && names_tables ? wait_without_end() : std::nullopt;
  (void)session.take_notices();
  auto ran = stranger_->run(step.sql, step.copy_data, [&] { return watch(brake, seen); });
  if (ran && tables && !brake)
    reserve(step, undecided("it was no longer held back where it waits for others; later locks may be missing"));
  brake.reset();
  effects.notices = session.take_notices();
  if (effects.notices.size() > most_notices) effects.notices.resize(most_notices);
  if (!ran) effects.error = ran.error(), effects.stopped = stranger_->stopped();
  if (timeouts && stranger_->alive()) (void)session.query(set_timeouts, {timeouts->value(0, 0), timeouts->value(0, 1)});
  add_new_locks({}, seen, names_, effects.locks);
  if (stranger_->alive()) reserve(step, look_after_alone(*before, effects));
  return effects;
}

// Our own brake may hold a statement for longer than the change would let others do so. The timeouts that were set.
std::optional<pg::Rows> Experiment::wait_without_end() {
  auto& session = stranger_->session();
  auto own = session.query(
      "SELECT pg_catalog.current_setting('lock_timeout'), pg_catalog.current_setting('statement_timeout')");
  if (!own || !session.query(set_timeouts, {"0", "0"})) return {};
  return std::move(*own);
}

// A look at the statement's locks; where it waits for the brake, one more and then on.
Result<void> Experiment::watch(std::optional<Brake>& brake, HeldLocks& seen) {
  bool waits = brake && TRY(brake->holds(*observer_, stranger_->backend()));
  seen.merge(TRY(locks_of(*observer_, stranger_->backend())));
  if (waits && !TRY(brake->let_on())) brake.reset();
  return {};
}

Result<void> Experiment::look_after_alone(const State& before, Effects& effects) {
  TRY(publish_scans());
  auto after = TRY(committed_state(*observer_));
  TRY(add_file_effects(*files_, before, after, names_, *observer_, effects));
  files_->take(after);
  TRY(stranger_->run("BEGIN"));
  auto looked = follow_catalog(before, after, effects);
  end_transaction("ROLLBACK");
  return looked;
}

// The session's counters reach the server's statistics when it is idle; here they are asked to go at once.
Result<void> Experiment::publish_scans() {
  if (observer_->server_major() >= 15) {
    TRY(stranger_->run("SELECT pg_catalog.pg_stat_force_next_flush()"));
    TRY(observer_->query("SELECT pg_catalog.pg_stat_clear_snapshot()"));
    return {};
  }
  // Until 14 they go to a collector, at most twice a second, which writes a file, at most twice a second.
  TRY(stranger_->run("SELECT pg_catalog.pg_sleep(0.6)"));
  TRY(stranger_->run("SELECT 1"));
  TRY(observer_->query("SELECT pg_catalog.pg_sleep(0.6)"));
  TRY(observer_->query("SELECT pg_catalog.pg_stat_clear_snapshot()"));
  return {};
}

void Experiment::reserve(const change::Step& step, const Result<void>& looked) {
  if (looked) return;
  reservations.push_back(
      fmt::format("what {}:{} did could not be seen whole: {}", step.file, step.line, looked.error().what));
}

}  // namespace

Result<ChangeRun> run_change(const Site& site, const LabLimits& limits, const change::Change& change,
                             Progress& progress) {
  Experiment experiment(site, limits);
  TRY(experiment.prepare());
  ChangeRun run;
  for (std::size_t m = 0; m < change.migrations.size(); ++m)
    for (std::size_t s = 0; s < change.migrations[m].steps.size(); ++s)
      run.steps.push_back({.migration = m, .step = s, .reached = false, .effects = {}});

  progress.stage("running the change in the lab");
  std::size_t done = 0;
  run.complete = true;
  for (auto& migration : change.migrations) {
    auto steps = std::span(run.steps).subspan(done, migration.steps.size());
    if (!TRY(experiment.run(migration, steps))) {
      run.complete = false;
      break;
    }
    done += migration.steps.size();
    progress.at(static_cast<std::int64_t>(done), static_cast<std::int64_t>(run.steps.size()));
  }
  run.reservations = std::move(experiment.reservations);
  if (run.complete) run.after = TRY(experiment.left());
  std::vector<change::Lock*> locks;
  for (auto& step : run.steps)
    for (auto& lock : step.effects.locks) locks.push_back(&lock);
  TRY(ask_what_they_stop(site.observer, locks));
  return run;
}

}  // namespace ante::twin
