// Among sessions that hold locks for long and want them at once, by lot: no statement of the application waits for a
// change longer than its budget, as counted from outside. A few here, and by ./campaign locks as many as there is time
// for.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "campaign.h"
#include "every_step.h"
#include "onlooker.h"

namespace {

using namespace ante;
using namespace ante::tests;
using Clock = std::chrono::steady_clock;

// Sessions that read and write, and keep what they have locked for a while; as a crowd of people does, and worse.
class Crowd {
 public:
  Crowd(const pg::Target& target, std::uint64_t seed) {
    for (int i = 0; i < 8; ++i)
      sessions_.emplace_back([this, target, by_lot = std::mt19937_64(seed * 8 + static_cast<std::uint64_t>(i)),
                              lingers = i < 4]() mutable { live(target, by_lot, lingers); });
  }
  ~Crowd() {
    ends_ = true;
    for (auto& session : sessions_) session.join();
  }

 private:
  void live(const pg::Target& target, std::mt19937_64& by_lot, bool lingers) {
    auto connection = pg::Connection::open(target);
    if (!connection || !connection->execute("SET application_name = 'shop'")) return;
    const auto up_to = [&](int most) { return std::uniform_int_distribution(0, most)(by_lot); };
    while (!ends_) {
      const std::string table = std::array{"customer", "purchase", "old_price"}.at(static_cast<std::size_t>(up_to(2)));
      auto sql = up_to(1) == 0 ? fmt::format("SELECT FROM {} LIMIT 1", table)
                               : fmt::format("UPDATE {} SET id = id WHERE id = {}", table, 1 + up_to(99));
      // What it asks for may be gone at the moment.
      if (lingers) (void)connection->execute("BEGIN");
      (void)connection->execute(sql);
      std::this_thread::sleep_for(Millis(lingers ? up_to(900) : up_to(10)));
      if (lingers) (void)connection->execute("ROLLBACK");
    }
  }
  std::atomic<bool> ends_ = false;
  std::vector<std::thread> sessions_;
};

class LockRuns : public EveryStep {
 protected:
  std::string one(std::uint64_t seed) {
    waits_ = 0;
    auto name = database();
    auto plan = whole_plan(name);
    auto before = catalog(name);
    std::mt19937_64 by_lot(seed);
    auto pace = quick();
    pace.budget = Millis(std::uniform_int_distribution(100, 500)(by_lot));
    pace.patience = Millis(10'000);
    Onlooker onlooker(connect(cluster), GetParam());
    {
      const Crowd crowd(target(name), seed);
      // The lock may not be to be had: what counts here is that nobody else waits for that.
      (void)apply(target(name), plan, pace);
      (void)undo(target(name), pace);
    }
    onlooker.end();
    waits_ = onlooker.waits();
    if (onlooker.longest() > pace.budget)
      return fmt::format("{} waited for {}, with a budget of {}", onlooker.whose(), human(onlooker.longest()),
                         human(pace.budget));
    if (connect(cluster, name).scalar("SELECT state FROM ante.change").value_or("") != "undone") {
      auto back = undo(target(name));
      if (!back) return said(back);
    }
    return differences(before, catalog(name));
  }
  std::int64_t waits_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Majors, LockRuns, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(LockRuns, NobodyWaitsForAChangeLongerThanItsBudget) {
  Campaign("locks").play(2, [&](std::uint64_t seed) { return one(seed); }, [&] { return waits_; });
}

}  // namespace
