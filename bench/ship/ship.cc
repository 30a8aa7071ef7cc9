// Rows a second of a backfill: one UPDATE; the same in ante's batches, with and without what they put aside; and
// batches of a thousand rows by a PL/pgSQL trigger, as others do it. Nothing else uses the server, and nothing rests.
#include <algorithm>

#include "base/text.h"
#include "ship/backfill.h"
#include "ship/executor.h"
#include "ship/plan_text.h"
#include "snapshot/capture.h"
#include "support/clock.h"
#include "support/real_server.h"

namespace {

using namespace ante;
using namespace ante::bench;

constexpr const char* new_column = "UPDATE bill SET euros = cents / 100.0";
constexpr const char* old_column = "UPDATE bill SET cents = cents + 1";

class Bench {
 public:
  Bench(int major, std::int64_t rows, std::string only)
      : rows_(rows), only_(std::move(only)), cluster_(raised(major)) {}

  void run(int times) {
    auto one_new = measured("one UPDATE, a new column", times, [&] { one(new_column); });
    auto one_old = measured("one UPDATE, what was there", times, [&] { one(old_column); });
    auto batched_new = measured("ante, a new column", times, [&] { batched(new_column); });
    auto batched_old = measured("ante, what was there is kept", times, [&] { batched(old_column); });
    auto held_new = measured("ante, a new column, nothing cleaned away", times, [&] {
      auto old = connected("bench");
      must(old.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM bill"));
      batched(new_column);
    });
    auto by_trigger = measured("1,000 rows at a time, by a trigger", times, [&] { triggered(); });
    if (!only_.empty()) return;
    fmt::print(
        "\nante against one UPDATE: {:.2f} (a new column), {:.2f} (with what is kept), {:.2f} (a new column, and an "
        "old "
        "transaction keeps the server from cleaning dead rows away between the batches, which one UPDATE never does); "
        "against the trigger: {:.2f}\n",
        one_new / batched_new, one_old / batched_old, one_new / held_new, by_trigger / batched_new);
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

  void one(const char* sql) { must(connection_->execute(sql)); }

  void batched(const char* sql) {
    NoProgress quiet;
    std::set<std::string> added;  // by the change itself: nothing of it need be kept
    if (std::string_view(sql) == new_column) added = {"public.bill.euros"};
    rehearse::StatementOutcome outcome;
    outcome.step.sql = sql;
    outcome.changed =
        rehearse::ChangedRows{.operation = "Update", .table = "public.bill", .rows = static_cast<double>(rows_)};
    std::string why_not;
    ship::Plan plan{.name = "bench", .content = "bench", .server = "", .database = "bench"};
    rehearse::Rehearsal rehearsal;
    plan.steps = ship::filled_in_batches({outcome, *snapshot_, "bench", rehearsal, added}, {}, why_not);
    if (plan.steps.empty()) {
      fmt::print(stderr, "not in batches: {}\n", why_not);
      std::exit(1);
    }
    ship::Pace pace;
    pace.throttles = false;
    must(ship::apply(cluster_.target("bench"), plan, {.plan_text = ship::text_of(plan)}, pace, quiet));
  }

  void triggered() {
    must(connection_->execute(
        "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.euros := NEW.cents / 100.0; RETURN "
        "NEW; "
        "END $$; CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON bill FOR EACH ROW EXECUTE FUNCTION fill()"));
    std::string last = "0";
    for (;;) {
      auto next = must(connection_->query(
          "WITH batch AS (SELECT id FROM bill WHERE id > $1 ORDER BY id LIMIT 1000 FOR NO KEY UPDATE), "
          "done AS (UPDATE bill SET id = bill.id FROM batch WHERE bill.id = batch.id RETURNING bill.id) "
          "SELECT max(id) FROM done",
          {last}));
      if (next.null(0, 0)) return;
      last = next.text(0, 0);
    }
  }

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
