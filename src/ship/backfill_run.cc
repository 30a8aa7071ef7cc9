// A block in batches: each batch and how far it leads are one transaction, so that whoever comes after a crash goes on
// exactly there. On the way there rows go upwards by their key; on the way back downwards, so that at every moment the
// rows up to the position are changed, and those behind it are not.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "ship/held_snapshot.h"
#include "ship/runner.h"

namespace ante::ship {
namespace {

using Seconds = std::chrono::duration<double>;

// How many rows the next batch has: it approaches the time that one may take.
class Size {
 public:
  Size(const Pace& pace)
      : most_(pace.largest_batch), rows_(std::clamp<std::int64_t>(pace.first_batch, 1, pace.largest_batch)) {
    // Whoever waits for a row of it waits no longer than for a lock of ours.
    longest_ = std::min(Seconds(pace.batch), Seconds(pace.budget) * 0.5);
    least_ = wanted_ = pace.throttles ? std::min(Seconds(pace.batch_among_others), longest_) : longest_;
  }
  std::int64_t rows() const { return rows_; }
  // From far away a batch takes what a question takes, or nearly all of the time would go into these.
  void way_takes(Seconds time) { least_ = std::clamp(time, least_, longest_); }
  void took(Seconds time) {
    // What takes as long with far fewer rows takes it for something else: a plan, a table that is read as a whole. Then
    // a batch is worth its time only where it is longer.
    bool is_not_of_rows = time > wanted_ && static_cast<double>(rows_) < static_cast<double>(rows_before_) * 0.7 &&
                          time > took_before_ * 0.75;
    wanted_ = std::clamp(is_not_of_rows ? wanted_ * 2 : wanted_ * 0.97, least_, longest_);
    rows_before_ = rows_, took_before_ = time;
    auto factor = std::clamp(wanted_.count() / std::max(time.count(), 1e-4), 0.5, 2.0);
    rows_ = std::clamp<std::int64_t>(std::llround(static_cast<double>(rows_) * factor), 1, most_);
  }
  void was_too_large() { rows_ = std::max<std::int64_t>(rows_ / 2, 1); }

 private:
  std::int64_t most_, rows_, rows_before_ = 0;
  Seconds longest_{}, least_{}, wanted_{}, took_before_{};
};

// Of a few: one alone may have been held up.
Result<Seconds> shortest_time_of(pg::Connection& connection, const std::string& setting) {
  auto shortest = Seconds::max();
  for (int i = 0; i < 3; ++i) {
    auto asked = std::chrono::steady_clock::now();
    TRY(connection.execute(setting));
    shortest = std::min<Seconds>(shortest, std::chrono::steady_clock::now() - asked);
  }
  return shortest;
}

Result<std::int64_t> rows_as_estimated(pg::Connection& connection, const std::string& table) {
  auto rows = TRY(
      connection.query("SELECT greatest(coalesce((SELECT c.reltuples::bigint FROM pg_catalog.pg_class c WHERE c.oid = "
                       "pg_catalog.to_regclass($1)), 0), coalesce((SELECT s.n_live_tup FROM "
                       "pg_catalog.pg_stat_all_tables s WHERE s.relid "
                       "= pg_catalog.to_regclass($1)), 0))",
                       {table}));
  return rows.integer(0, 0);
}

}  // namespace

// The statements before the last are settings of the migration, made anew in each transaction.
Result<std::int64_t> Runner::run_batch(const Block& block, const Batch& batch) {
  for (std::size_t i = 0; i + 1 < block.sql.size(); ++i) TRY(watched_.run(block.sql[i], true));
  auto begun = std::chrono::steady_clock::now();
  auto rows = TRY(watched_.run(statement_for(block, batch), true));
  Seconds whole = std::chrono::steady_clock::now() - begun;
  batch_took_ = std::max(whole - way_takes_, whole * 0.1);
  if (block.sql.size() > 1) TRY(session_.runner.execute("RESET ROLE"));
  return rows.changed();
}

// Where it stands is in the journal, and in memory while this runner is the one there is. A way back that had nothing
// to bring back left it there: what was filled then may have been written by others since, and is not filled again,
// unless the way back went on and took the columns with it.
Result<Position> Runner::first_position(int number, const Block& block) {
  auto& runner = session_.runner;
  auto of = TRY(columns_set_by(runner, block));
  auto known = TRY(position_of(runner, change_, number));
  if (known && (known->of == of || known->of.empty())) return std::move(*known);
  if (known) TRY(forget_position(runner, change_, number));
  auto bound = TRY(greatest_key(runner, block));
  auto total = TRY(rows_as_estimated(runner, block.rows_of));
  Position position{.of = of, .at = {}, .bound = bound, .total = total};
  TRY(begin_position(runner, change_, number, position));
  return position;
}

// Whether it was the last one.
Result<bool> Runner::batch_up(int number, const Block& block, std::optional<Position>& known, std::int64_t rows) {
  auto& runner = session_.runner;
  if (!known) known = TRY(first_position(number, block));
  auto& position = *known;
  Batch batch;
  if (!position.bound.empty()) batch = TRY(next_batch(runner, block, position.at, position.bound, rows));
  if (!batch.first.empty()) {
    auto changed = TRY(run_batch(block, batch));
    position.at = batch.last;
    position.walked += batch.is_the_rest ? std::max<std::int64_t>(changed, 1) : rows;
    position.changed += changed;
    TRY(move_position(runner, change_, number, position));
  }
  progress_.at(position.walked, std::max(position.walked, position.total));
  return batch.first.empty() || batch.is_the_rest;
}

// The table that it goes by loses the rows of each batch: what is left of it is what is still to be done.
Result<bool> Runner::batch_down(int number, const Block& block, std::optional<Position>& known, std::int64_t rows) {
  auto& runner = session_.runner;
  if (!known) known = TRY(position_of(runner, change_, number));
  auto batch = TRY(last_batch(runner, block, rows));
  if (batch.last.empty()) {
    TRY(forget_position(runner, change_, number));
    return true;
  }
  auto below = TRY(key_below(runner, block, batch.first));
  auto changed = TRY(run_batch(block, batch));
  if (known) {
    known->at = below;
    known->changed = std::max<std::int64_t>(known->changed - changed, 0);
    known->walked = below.empty() ? 0 : std::max<std::int64_t>(known->walked - rows, 0);
    TRY(move_position(runner, change_, number, *known));
    progress_.at(known->total - known->walked, std::max(known->total, known->walked));
  }
  return false;
}

Result<void> Runner::in_batches(int number, const Block& block, Direction direction) {
  auto intend = [&]() -> Result<void> {
    TRY(step_begins(number, direction));
    TRY(make_positions(session_.runner));
    return record(number, StepState::open, fmt::format("{} begun", word(direction)));
  };
  auto first = [&]() -> Result<void> {
    TRY(begin(Millis(2'000)));
    return in_transaction(intend);
  };
  TRY(with_patience(first));
  Size size(pace_);
  bool through = false;
  std::optional<Position> position, next;  // after the last batch, and after the one that is tried
  auto batch = [&]() -> Result<void> {
    TRY(step_begins(number, direction));
    TRY(point("before a batch"));
    next = position;
    through = TRY(direction == Direction::up ? batch_up(number, block, next, size.rows())
                                             : batch_down(number, block, next, size.rows()));
    if (!through) return {};
    TRY(session_.runner.execute("SET LOCAL synchronous_commit TO DEFAULT"));
    return record(number, after(direction), word(direction));
  };
  bool is_set = false;  // the session, and nothing has been at it since
  auto attempt = [&]() -> Result<void> {
    if (!is_set) {
      TRY(begin(std::max(pace_.budget / 2, Millis(1))));
      // A batch and its position are lost together or not at all: only the last one must be on disk before it counts.
      auto way = TRY(shortest_time_of(session_.runner, "SET synchronous_commit = off"));
      way_takes_ = way_takes_ > Seconds(0) ? std::min(way_takes_, way) : way;
      size.way_takes(way_takes_);
    }
    auto done = in_transaction(batch);
    is_set = done && block.sql.size() == 1;
    if (done) position = next;
    if (!done) size.was_too_large();
    return done;
  };
  std::optional<HeldSnapshot> held;
  if (!pace_.throttles) held.emplace(session_.target);
  for (;;) {
    TRY(with_patience(attempt));
    if (through) return {};
    if (held) held->renew();
    size.took(batch_took_);
    TRY(throttle_.rest(batch_took_, block.rows_of, change_, number));
  }
}

}  // namespace ante::ship
