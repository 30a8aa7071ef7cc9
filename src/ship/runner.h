// Runs a block of a step and writes its record: in one transaction where that is possible; else the intent first, then
// the statement, then what the catalog says of it.
#pragma once

#include <random>

#include "base/progress.h"
#include "ship/journal.h"
#include "ship/pace.h"
#include "ship/position.h"
#include "ship/throttle.h"
#include "ship/watched.h"

namespace ante::ship {

enum class Direction { up, down };
const char* word(Direction direction);
StepState after(Direction direction);  // what a step is, once it has gone there

class Runner {
 public:
  Runner(Session& session, const Lease& lease, const Pace& pace, std::int64_t change, Progress& progress)
      : session_(session),
        lease_(lease),
        pace_(pace),
        change_(change),
        progress_(progress),
        watched_(session, lease, pace.budget),
        throttle_(session, lease, pace, progress),
        chance_(pace.seed) {}

  // From whatever state the step is in. An error says which step, and leaves the journal as the catalog is.
  Result<void> run(int number, const Step& step, Direction direction);
  // The change's own state, in a transaction of its own. `keeps`: it has put something aside, which is kept for a
  // while.
  Result<void> change_state(ChangeState state, std::string_view what, bool keeps = false);
  // Statements that belong to no step, with an event of the change, in one transaction.
  Result<void> besides(const std::vector<std::string>& statements, std::string_view what, std::string_view detail);
  bool died() const { return died_; }

 private:
  Result<void> with_patience(const std::function<Result<void>()>& attempt);
  Result<void> in_one_transaction(int number, const Block& block, Direction direction);
  // backfill_run.cc
  Result<void> in_batches(int number, const Block& block, Direction direction);
  Result<Position> first_position(int number, const Block& block);
  Result<bool> batch_up(int number, const Block& block, std::optional<Position>& known, std::int64_t rows);
  Result<bool> batch_down(int number, const Block& block, std::optional<Position>& known, std::int64_t rows);
  Result<std::int64_t> run_batch(const Block& block, const Batch& batch);
  Result<void> outside(int number, const Block& block, Direction direction);
  Result<void> step_begins(int number, Direction direction);
  Result<void> in_transaction(const std::function<Result<void>()>& work);
  Result<void> begin(Millis lock_timeout);
  Result<Millis> wait_for_a_lock();
  Result<bool> says(const std::string& probe);
  Result<void> record(int number, StepState state, std::string_view what, std::string_view error = {});
  Result<void> point(std::string_view name);
  void tell_failure(int number, const Error& error);

  Session& session_;
  const Lease& lease_;
  const Pace& pace_;
  std::int64_t change_;
  Progress& progress_;
  Watched watched_;
  Throttle throttle_;
  std::mt19937 chance_;
  bool died_ = false;
  std::chrono::duration<double> way_takes_{};   // there and back
  std::chrono::duration<double> batch_took_{};  // the last one's statement, without the way
};

}  // namespace ante::ship
