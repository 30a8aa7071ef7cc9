#include "ship/runner.h"

#include <fmt/format.h>

#include <thread>

#include "base/text.h"
#include "os/interrupt.h"
#include "ship/in_the_way.h"

namespace ante::ship {
namespace {

using Clock = std::chrono::steady_clock;
constexpr Millis shortest_pause{60}, longest_pause{5'000};

// A lock that did not come in time, a deadlock, or our own giving way: another try may get through.
bool may_pass(const Error& error, bool gave_way) {
  return error.sqlstate == "55P03" || error.sqlstate == "40P01" || error.sqlstate == "40001" ||
         (error.sqlstate == "57014" && gave_way);
}

}  // namespace

const char* word(Direction direction) { return direction == Direction::up ? "up" : "down"; }
StepState after(Direction direction) { return direction == Direction::up ? StepState::done : StepState::planned; }

Result<void> Runner::point(std::string_view name) {
  if (!pace_.dies_at || !pace_.dies_at(name)) return {};
  died_ = true;
  return undecided(fmt::format("the runner died at: {}", name));
}

// Whatever a statement set for its session ends with its step.
Result<void> Runner::begin(Millis lock_timeout) {
  auto& runner = session_.runner;
  TRY(runner.execute("RESET SESSION AUTHORIZATION"));
  TRY(runner.execute("RESET ALL"));
  TRY(runner.query(fmt::format("SELECT pg_catalog.set_config(name, CASE name WHEN 'lock_timeout' THEN $1 ELSE '0' END, "
                               "false) FROM pg_catalog.pg_settings WHERE name IN ({})",
                               limits_of_a_session),
                   {std::to_string(lock_timeout.count())}));
  return {};
}

Result<void> Runner::in_transaction(const std::function<Result<void>()>& work) {
  TRY(session_.runner.execute("BEGIN"));
  auto done = work();
  if (done) done = point("before a commit");
  if (died_) return done;
  if (done) {
    // Deferred constraints are checked here, under all locks.
    auto committed = watched_.run("COMMIT", true);
    if (committed) return point("after a commit");
    done = std::unexpected(committed.error());
  }
  if (!os::interrupted()) (void)session_.runner.execute("ROLLBACK");
  return done;
}

Result<bool> Runner::says(const std::string& probe) {
  auto rows = session_.runner.query(probe);
  if (!rows) return at(fmt::format("the probe {}", one_line(probe, 160)), rows.error());
  if (rows->size() == 1 && rows->columns() == 1) return rows->flag(0, 0);
  return bad_input(fmt::format("a probe gives one truth value, and this one does not: {}", one_line(probe, 160)),
                   "mend it in the plan");
}

Result<void> Runner::record(int number, StepState state, std::string_view what, std::string_view error) {
  auto& runner = session_.runner;
  TRY(set_state(runner, change_, number, state, error));
  return add_event(runner, change_, number, what, error, lease_.token);
}

Result<void> Runner::with_patience(const std::function<Result<void>()>& attempt) {
  auto until = Clock::now() + pace_.patience;
  auto pause = shortest_pause;
  for (int tries = 1;; ++tries) {
    watched_.begin();
    auto done = attempt();
    if (done || died_ || os::interrupted()) return done;
    auto& error = done.error();
    if (!may_pass(error, watched_.gave_way())) return done;
    if (Clock::now() > until) {
      error.what =
          watched_.gave_way()
              ? fmt::format("others waited for nearly {} each of {} times, and went first", human(pace_.budget), tries)
              : fmt::format("its lock was not to be had within {} ({} tries)", human(pace_.patience), tries);
      if (!watched_.in_the_way().empty()) error.what += "; in the way: " + watched_.in_the_way();
      error.next = "run again when it is quieter, or with more --patience; nothing of this step stays";
      return done;
    }
    progress_.stage(fmt::format("try {}: {}", tries + 1,
                                watched_.gave_way()             ? "others waited, and went first"
                                : watched_.in_the_way().empty() ? "the lock was not to be had"
                                                                : "in the way: " + watched_.in_the_way()));
    std::uniform_int_distribution<Millis::rep> jitter(pause.count() / 2, pause.count());
    std::this_thread::sleep_for(Millis(jitter(chance_)));
    pause = std::min(2 * pause, longest_pause);
  }
}

// Nobody else runs, and the step is where it was.
Result<void> Runner::step_begins(int number, Direction direction) {
  TRY(hold(session_.runner, lease_));
  return expect(session_.runner, change_, number,
                {direction == Direction::up ? StepState::planned : StepState::done, StepState::open});
}

// Nobody stands in line behind whoever waits for a lock that stops only maintenance, and the server takes it away from
// its own autovacuum, but not before its deadlock_timeout is over.
Result<Millis> Runner::wait_for_a_lock() {
  auto short_one = std::max(pace_.budget / 2, Millis(1));
  if (!watched_.had_waited_for_maintenance()) return short_one;
  auto rows = TRY(session_.runner.query(
      "SELECT 1000 + setting::bigint FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'"));
  return std::max(short_one, Millis(rows.integer(0, 0)));
}

Result<void> Runner::in_one_transaction(int number, const Block& block, Direction direction) {
  auto wait = TRY(wait_for_a_lock());
  TRY(begin(wait));
  return in_transaction([&]() -> Result<void> {
    auto& runner = session_.runner;
    TRY(step_begins(number, direction));
    TRY(point("before the statements"));
    bool shows = false;
    if (!block.probe.empty()) shows = TRY(says(block.probe));
    if (!shows)
      for (auto& sql : block.sql) TRY(watched_.run(sql, true));
    shows = true;
    if (!block.probe.empty()) shows = TRY(says(block.probe));
    if (!shows)
      return undecided(
          fmt::format("its statements ran, and the catalog does not show it: {}", one_line(block.probe, 160)),
          "nothing of this step stays");
    TRY(runner.execute("RESET ROLE"));
    // Where something was brought back in one go, a backfill begins anew the next time.
    if (direction == Direction::down && !block.empty() && TRY(has_positions(runner)))
      TRY(forget_position(runner, change_, number));
    return record(number, after(direction), word(direction));
  });
}

// A run that was cut short may have done it, or half of it: the catalog is asked before anything is done.
Result<void> Runner::outside(int number, const Block& block, Direction direction) {
  auto& runner = session_.runner;
  TRY(begin(pace_.index_wait));
  auto intend = [&]() -> Result<void> {
    TRY(hold(runner, lease_));
    TRY(expect(runner, change_, number, {StepState::planned, StepState::open, StepState::done}));
    return record(number, StepState::open, fmt::format("{} begun", word(direction)));
  };
  TRY(in_transaction(intend));
  if (bool done = TRY(says(block.probe)); !done) {
    bool in_the_way = false;
    if (!block.remains.empty()) in_the_way = TRY(says(block.remains));
    if (in_the_way) {
      TRY(watched_.run(block.clear, false));
      TRY(point("after what remained was taken away"));
    }
    TRY(watched_.run(block.sql.front(), false));
    TRY(point("after a statement outside a transaction"));
    done = TRY(says(block.probe));
    if (!done)
      return undecided(
          fmt::format("its statement ended, and the catalog does not show it: {}", one_line(block.probe, 160)),
          "run again: what is left of it is taken away first");
  }
  return in_transaction([&]() -> Result<void> {
    TRY(hold(runner, lease_));
    TRY(expect(runner, change_, number, {StepState::open}));
    return record(number, after(direction), word(direction));
  });
}

// So that status can say it; where the session is gone, the journal's state says enough.
void Runner::tell_failure(int number, const Error& error) {
  if (error.sqlstate.starts_with("57P") || os::interrupted()) return;
  if (!begin(Millis(2'000))) return;
  (void)in_transaction([&]() -> Result<void> {
    auto& runner = session_.runner;
    TRY(hold(runner, lease_));
    auto said = one_line(error.what, 500);
    TRY(runner.query("UPDATE ante.step SET error = $3 WHERE change = $1 AND number = $2",
                     {std::to_string(change_), std::to_string(number), said}));
    return add_event(runner, change_, number, "failed", said, lease_.token);
  });
}

Result<void> Runner::run(int number, const Step& step, Direction direction) {
  auto& block = direction == Direction::up ? step.up : step.down;
  auto done = block.in_batches() ? in_batches(number, block, direction) : with_patience([&] {
    return block.in_transaction ? in_one_transaction(number, block, direction) : outside(number, block, direction);
  });
  if (done || died_) return done;
  auto error = done.error();
  if (auto row = first_in_the_way(session_.runner, error); !row.empty()) error.what += "; in the way: " + row;
  tell_failure(number, error);
  return at(fmt::format("step {} {} ({})", number, direction == Direction::up ? "up" : "down", step.title),
            std::move(error));
}

Result<void> Runner::change_state(ChangeState state, std::string_view what, bool keeps) {
  return with_patience([&]() -> Result<void> {
    TRY(begin(Millis(2'000)));
    return in_transaction([&]() -> Result<void> {
      auto& runner = session_.runner;
      TRY(hold(runner, lease_));
      TRY(set_state(runner, change_, state));
      if (keeps) TRY(keep_for(runner, change_, pace_.kept));
      return add_event(runner, change_, std::nullopt, what, "", lease_.token);
    });
  });
}

Result<void> Runner::besides(const std::vector<std::string>& statements, std::string_view what,
                             std::string_view detail) {
  auto work = [&]() -> Result<void> {
    auto& runner = session_.runner;
    TRY(hold(runner, lease_));
    for (auto& sql : statements) TRY(watched_.run(sql, true));
    return add_event(runner, change_, std::nullopt, what, detail, lease_.token);
  };
  return with_patience([&]() -> Result<void> {
    TRY(begin(std::max(pace_.budget / 2, Millis(1))));
    return in_transaction(work);
  });
}

}  // namespace ante::ship
