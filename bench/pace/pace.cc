// What people notice of a backfill: the school of the drills, as production runs it, with its traffic. For each way a
// fresh system: some seconds in peace, then the same while the column is filled. The server has its processors and the
// traffic has others, so that nobody waits for the driver.
#include <cmath>
#include <thread>

#include "drill/system.h"
#include "load/driver.h"
#include "snapshot/capture.h"
#include "support/backfills.h"
#include "support/clock.h"

namespace {

using namespace ante;
using namespace ante::bench;

constexpr std::chrono::seconds warming{15}, peace{30}, at_least{30};
constexpr const char* table = "submission";

class Bench {
 public:
  Bench(std::int64_t rows, std::string only)
      : only_(std::move(only)),
        drill_(must(drill::read_description(std::filesystem::path(ANTE_SOURCE) / "drills/school", {{"rows", rows}}))) {
    column_.rows = static_cast<double>(rows);
  }

  void run() {
    fmt::print("{:<40} {:>9} {:>10}   {:>24}   {:>24}   {}\n", "", "took", "rows/s", "in peace: p50, p99, max",
               "meanwhile", "p99, times   failed");
    measured("nothing at all", [&](auto&) { std::this_thread::sleep_for(at_least); }, false);
    measured(
        "ALTER TABLE ... DEFAULT random()",
        [&](auto&) {
          must(owner().execute(
              fmt::format("ALTER TABLE {} ADD COLUMN lot double precision NOT NULL DEFAULT random()", table)));
        },
        false);
    measured("one UPDATE", [&](auto&) { must(owner().execute(column_.sql())); });
    measured("1,000 rows at a time, by a trigger", [&](auto&) {
      auto connection = owner();
      fill_by_trigger(connection, column_);
    });
    measured("ante, unthrottled", [&](auto& snapshot) {
      ship::Pace pace;
      pace.throttles = false;
      fill(snapshot, pace);
    });
    for (double works : {0.5, 0.2, 0.1})
      measured(fmt::format("ante, at work for {:.0f} % of the time", works * 100), [&](auto& snapshot) {
        ship::Pace pace;
        pace.works = works;
        fill(snapshot, pace);
      });
  }

 private:
  pg::Connection owner() const {
    return must(pg::Connection::open(system_->target(drill_.owner), {.call = Millis(7'200'000)}));
  }

  void fill(const snapshot::Snapshot& snapshot, const ship::Pace& pace) {
    fill_in_batches(system_->target(drill_.owner), snapshot, std::string(drill::System::database), column_, pace);
  }

  void measured(const std::string& what, const std::function<void(const snapshot::Snapshot&)>& way, bool fills = true) {
    if (!contains(what, only_)) return;
    Told progress;
    NoProgress quiet;
    system_.emplace(must(drill::System::raise(drill_, progress)));
    use_all_processors();
    must(owner().execute(fmt::format("ALTER TABLE {} ADD COLUMN {} numeric", table, column_.column)));
    must(must(pg::Connection::open(system_->target()))
             .execute(fmt::format("GRANT CREATE ON DATABASE {} TO {}", drill::System::database, drill_.owner)));
    auto snapshot = must(snapshot::capture(system_->target(drill_.owner), {}, quiet));

    load::Plan plan{.rate = drill_.rate, .processors = system_->traffic_processors()};
    auto traffic = must(
        load::Driver::start(must(load::read_app(drill_.before, drill_.sizes)), system_->target(drill_.role), plan));
    std::this_thread::sleep_for(warming);
    auto calm_from = at_a_second(traffic);
    std::this_thread::sleep_for(peace);
    auto calm_to = at_a_second(traffic);
    auto began = Clock::now();
    way(snapshot);
    auto took = since(began);
    auto to = std::max(static_cast<int>(traffic.elapsed()), calm_to + 1);
    traffic.finish();

    auto calm = traffic.measured().all(calm_from, calm_to), meanwhile = traffic.measured().all(calm_to, to);
    auto p99 = [](const load::Met& met) { return static_cast<double>(met.latency.percentile(99).count()) / 1'000; };
    auto shown = [&](const load::Met& met) {
      return fmt::format("{:.1f}, {:.1f}, {:.0f} ms", static_cast<double>(met.latency.percentile(50).count()) / 1'000,
                         p99(met), static_cast<double>(met.latency.longest().count()) / 1'000);
    };
    fmt::print("{:<40} {:>7.1f} s {:>10.0f}   {:>24}   {:>24}   {:>10.2f}   {} of {}\n", what, took,
               fills ? column_.rows / took : 0, shown(calm), shown(meanwhile), p99(meanwhile) / p99(calm),
               meanwhile.failed, meanwhile.tried());
    std::fflush(stdout);
    if (traffic.own().bottleneck()) fmt::print("  the driver could not keep up: these figures are its own\n");
    if (fills) check();
    system_.reset();
  }

  // Production has more than the one that a drill has: all of this machine's, of which the traffic takes next to
  // nothing.
  void use_all_processors() {
    auto command = fmt::format("for p in {0} $(pgrep -P {0}); do taskset -a -p -c 0-{1} $p; done >/dev/null",
                               system_->process(), std::thread::hardware_concurrency() - 1);
    if (std::system(command.c_str()) == 0) return;
    fmt::print(stderr, "the server could not be given all processors\n");
    std::exit(1);
  }

  // Waits for the next one to begin, so that what follows is counted in none that came before.
  static int at_a_second(const load::Driver& traffic) {
    auto next = std::ceil(traffic.elapsed());
    std::this_thread::sleep_for(std::chrono::duration<double>(next - traffic.elapsed()));
    return static_cast<int>(next);
  }

  // A way that does not do the work would be the kindest.
  void check() {
    auto left = must(owner().scalar(
        fmt::format("SELECT count(*) FROM {} WHERE {} IS NULL AND id <= {}", table, column_.column, column_.rows)));
    if (left == "0") return;
    fmt::print(stderr, "{} rows were not filled\n", left);
    std::exit(1);
  }

  std::string only_;
  drill::Description drill_;
  Backfill column_{table, "points", "coalesce(row.grade, 0) / 10.0"};
  std::optional<drill::System> system_;
};

}  // namespace

int main(int count, char** given) {
  if (count != 2 && count != 3) {
    fmt::print(stderr, "bench_pace ROWS [ONLY]\n");
    return 2;
  }
  Bench(std::atoll(given[1]), count == 3 ? given[2] : "").run();
}
