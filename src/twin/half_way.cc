#include "twin/half_way.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "sql/statement.h"
#include "twin/stranger.h"

namespace ante::twin {
namespace {

std::string told(const Script& script, std::size_t step, const Error& error) {
  return fmt::format("line {}: {}", script.steps[step].line, error.what);
}

// The slow way: a copy that is brought there step by step.
Result<std::string> why_not(Bench& bench, const std::string& before, const Script& pieces, std::size_t steps,
                            const Script& then) {
  auto copy = TRY(bench.copy(before));
  std::string why;
  if (!TRY(bench.run(copy, pieces, steps)))
    if (auto failed = TRY(bench.run(copy, then, then.steps.size()))) why = told(then, failed->step, failed->error);
  TRY(bench.drop(copy));
  return why;
}

// An object that is there already or is missing, a row that is refused: so it is in a transaction and without one.
bool is_so_in_any_transaction(const Error& error) {
  return error.sqlstate.starts_with("42") || error.sqlstate.starts_with("23");
}

bool controls_transactions(const Script& script) {
  return std::ranges::any_of(script.steps, [](auto& step) {
    auto facts = sql::facts(step.sql);
    return !facts || facts->transaction_control;
  });
}

// One migration, and a database in which it has come as far as it did.
class OnTheWay {
 public:
  OnTheWay(Bench& bench, const std::string& before, const change::Migration& migration)
      : bench_(bench), before_(before), pieces_{migration.steps, false, false} {}

  Result<void> set_out() {
    if (!database_.empty()) TRY(leave());
    database_ = TRY(bench_.copy(before_));
    along_ = TRY(bench_.enter(database_));
    return {};
  }
  Result<void> leave() {
    along_.reset();
    return bench_.drop(std::exchange(database_, ""));
  }
  // Whether the next step runs: what does not has no after.
  bool goes_on() {
    auto& step = pieces_.steps[steps_];
    if (!along_->stranger.run(step.sql, step.copy_data)) return false;
    ++steps_;
    return true;
  }
  std::size_t steps() const { return steps_; }
  bool in_transaction() { return along_->stranger.session().in_transaction(); }

  // "" where it runs from here.
  Result<std::string> why_not(const Script& then) {
    if (then.steps.empty()) return std::string();
    if (!controls_transactions(then)) {
      if (auto why = TRY(why_not_at_once(then))) return *why;
      if (auto why = TRY(why_not_the_first(then))) return *why;
    }
    return ante::twin::why_not(bench_, before_, pieces_, steps_, then);
  }

 private:
  // In the database as it is, in a transaction that is rolled back. Nothing where that does not say how it would be
  // without one: what cannot run in it, or goes through there.
  Result<std::optional<std::string>> why_not_at_once(const Script& then) {
    auto visit = TRY(bench_.enter(database_));
    auto& stranger = visit->stranger;
    TRY(stranger.run("BEGIN"));
    for (std::size_t i = 0; i < then.steps.size(); ++i) {
      auto done = stranger.run(then.steps[i].sql, then.steps[i].copy_data);
      if (!done && !stranger.stopped() && is_so_in_any_transaction(done.error()))
        return std::optional(told(then, i, done.error()));
      if (!done) return std::optional<std::string>();
    }
    return std::optional<std::string>();
  }
  // A statement that is refused for what is there already leaves nothing behind, and no transaction is needed to see
  // it: CREATE INDEX CONCURRENTLY, which takes none, is mostly one. Where it runs, this has gone another way.
  Result<std::optional<std::string>> why_not_the_first(const Script& then) {
    if (then.in_transaction && !then.transaction_assumed) return std::optional<std::string>();
    auto done = Result<void>();
    {
      auto visit = TRY(bench_.enter(database_));
      done = visit->stranger.run(then.steps[0].sql, then.steps[0].copy_data);
    }
    if (!done && done.error().sqlstate.starts_with("42")) return std::optional(told(then, 0, done.error()));
    auto steps = std::exchange(steps_, 0);
    TRY(set_out());
    while (steps_ < steps && goes_on()) {
    }
    return std::optional<std::string>();
  }

  Bench& bench_;
  const std::string& before_;
  Script pieces_;
  std::string database_;
  std::unique_ptr<Bench::Visit> along_;
  std::size_t steps_ = 0;
};

}  // namespace

Result<void> try_half_way(Bench& bench, const HalfWay& where, const change::Migration& migration, ReturnTrip& trip) {
  OnTheWay way(bench, where.before, migration);
  TRY(way.set_out());
  while (way.steps() + 1 < migration.steps.size()) {
    if (std::chrono::steady_clock::now() >= where.until) {
      trip.not_stopped_at = way.steps() + 1;
      break;
    }
    if (!way.goes_on()) break;
    Stop stop{way.steps(), "", ""};
    if (!way.in_transaction()) {
      stop.again = TRY(way.why_not(up_of(migration)));
      if (migration.back) stop.back = TRY(way.why_not(back_of(*migration.back)));
    } else if (!trip.stops.empty()) {
      // Within a transaction nothing stays of what was done in it.
      stop.again = trip.stops.back().again, stop.back = trip.stops.back().back;
    }
    trip.stops.push_back(std::move(stop));
  }
  return way.leave();
}

}  // namespace ante::twin
