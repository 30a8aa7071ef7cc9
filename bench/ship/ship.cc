// Rows a second of a backfill: one UPDATE; the same in ante's batches, with and without what they put aside; and
// batches of a thousand rows by a PL/pgSQL trigger, as others do it. Nothing else uses the server, and nothing rests.
#include <algorithm>

#include "base/text.h"
#include "snapshot/capture.h"
#include "support/backfills.h"
#include "support/clock.h"

namespace {

using namespace ante;
using namespace ante::bench;

class Bench {
 public:
  Bench(int major, std::int64_t rows, std::string only) : rows_(rows), only_(std::move(only)), cluster_(raised(major)) {
    new_column_.rows = old_column_.rows = static_cast<double>(rows);
  }

  void run(int times) {
    auto one_new = measured("one UPDATE, a new column", times, [&] { one(new_column_); });
    auto one_old = measured("one UPDATE, what was there", times, [&] { one(old_column_); });
    auto one_kept = measured("one UPDATE, after a copy of what was there", times, [&] {
      must(connection_->execute(
          "BEGIN; LOCK TABLE bill IN SHARE ROW EXCLUSIVE MODE; CREATE TABLE kept AS SELECT id, cents FROM bill; "
          "ALTER TABLE kept ADD PRIMARY KEY (id)"));
      one(old_column_);
      must(connection_->execute("COMMIT"));
    });
    auto batched_new = measured("ante, a new column", times, [&] { batched(new_column_); });
    auto batched_old = measured("ante, what was there is kept", times, [&] { batched(old_column_); });
    auto by_trigger =
        measured("1,000 rows at a time, by a trigger", times, [&] { fill_by_trigger(*connection_, new_column_); });
    if (!only_.empty()) return;
    fmt::print(
        "\nante against one UPDATE: {:.2f} (a new column), {:.2f} (with what is kept), {:.2f} (with what is kept, "
        "against "
        "one UPDATE that keeps it too); against the trigger: {:.2f}\n",
        one_new / batched_new, one_old / batched_old, one_kept / batched_old, by_trigger / batched_new);
  }

 private:
  static pg::Cluster raised(int major) {
    Told progress;
    return must(pg::Cluster::raise(real_spec(major), progress));
  }
  pg::Connection connected(const std::string& database) {
    return must(pg::Connection::open(cluster_.target(database), {.call = Millis(7'200'000)}));
  }

  // The median of some, each on rows that nobody has touched.
  double measured(const std::string& what, int times, const std::function<void()>& work) {
    if (!contains(what, only_)) return 0;
    std::vector<double> seconds;
    for (int i = 0; i < times; ++i) {
      prepare();
      auto began = Clock::now();
      work();
      seconds.push_back(since(began));
      check();
    }
    std::ranges::sort(seconds);
    auto median = seconds[seconds.size() / 2];
    fmt::print("{:<40} {:>10.0f} rows/s  ({:.2f} s; {:.2f} to {:.2f})\n", what, static_cast<double>(rows_) / median,
               median, seconds.front(), seconds.back());
    return median;
  }

  void prepare() {
    connection_.reset();
    {
      auto server = connected("postgres");
      must(server.execute("DROP DATABASE IF EXISTS bench"));
      must(server.execute("CREATE DATABASE bench"));
    }
    connection_.emplace(connected("bench"));
    must(connection_->execute(fmt::format(
        "CREATE TABLE bill (id bigint, cents bigint NOT NULL, buyer int NOT NULL, note text NOT NULL);"
        "INSERT INTO bill SELECT g, g, g % 5000, md5(g::text) || md5((g + 1)::text) FROM generate_series(1, {}) g;"
        "ALTER TABLE bill ADD PRIMARY KEY (id); CREATE INDEX ON bill (buyer); ALTER TABLE bill ADD COLUMN euros "
        "numeric",
        rows_)));
    must(connection_->execute("VACUUM ANALYZE bill"));
    NoProgress quiet;
    snapshot_ = must(snapshot::capture(cluster_.target("bench"), {}, quiet));
    must(connection_->execute("CHECKPOINT"));
  }

  // A bench that does not do the work would be the fastest.
  void check() {
    auto done = must(connection_->scalar("SELECT count(*) FROM bill WHERE euros IS NOT NULL OR cents = id + 1"));
    if (std::stoll(done) == rows_) return;
    fmt::print(stderr, "{} of {} rows were changed\n", done, rows_);
    std::exit(1);
  }

  void one(const Backfill& backfill) { must(connection_->execute(backfill.sql())); }

  void batched(const Backfill& backfill) {
    ship::Pace pace;
    pace.throttles = false;
    fill_in_batches(cluster_.target("bench"), *snapshot_, "bench", backfill, pace);
  }

  Backfill new_column_{"bill", "euros", "row.cents / 100.0"}, old_column_{"bill", "cents", "row.cents + 1", false};
  std::int64_t rows_;
  std::string only_;  // what is measured: all that has it in its name
  pg::Cluster cluster_;
  std::optional<pg::Connection> connection_;
  std::optional<snapshot::Snapshot> snapshot_;  // of the rows that nobody has touched: what a plan is made of
};

}  // namespace

int main(int count, char** given) {
  if (count != 4 && count != 5) {
    fmt::print(stderr, "bench_ship MAJOR ROWS TIMES [ONLY]\n");
    return 2;
  }
  Bench(std::atoi(given[1]), std::atoll(given[2]), count == 5 ? given[4] : "").run(std::atoi(given[3]));
}
