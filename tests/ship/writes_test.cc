// An application writes all the while that a change is shipped, taken back, and killed on both ways: each write that
// was acknowledged is there afterwards, once. A hundred thousand here, and by ./campaign writes as many as there is
// time for.
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "campaign.h"
#include "load/driver.h"
#include "troubled.h"

namespace {

using namespace ante;
using namespace ante::tests;

constexpr std::int64_t after_the_shops_own = 10'000;

class Writes : public Troubled {
 protected:
  void SetUp() override {
    Troubled::SetUp();
    auto owner = connect(cluster, "origin", "app");
    for (const char* table : {"customer", "purchase", "old_price"})
      run(owner, fmt::format("ALTER TABLE {} ADD COLUMN receipt bigint", table));
    // No two are to be the same where the change drops a key, so that its way back finds none. Of each table the last
    // version's users write too: what they are refused meanwhile must not be there.
    std::ofstream(app_.path() / "visit.sql") << "\\connections 1\n";
    std::ofstream(app_.path() / "buy.sql")
        << "\\weight 6\n\\writes purchase.receipt\n\\set n random(10001, 2000000000)\n\\set who random(1, 500)\n"
           "UPDATE customer SET born = born + 1 WHERE id = :who;\n"
           "INSERT INTO purchase (id, customer, price, receipt) VALUES (:n, :who, 5, :write_id);\n";
    std::ofstream(app_.path() / "join.sql")
        << "\\weight 2\n\\writes customer.receipt\n\\set n random(10001, 2000000000)\n"
           "INSERT INTO customer VALUES (:n, 'somebody', ':n of ' || :write_id::bigint, '2001-01-01', :write_id);\n";
    std::ofstream(app_.path() / "price.sql")
        << "\\weight 2\n\\writes old_price.receipt\n\\set n random(10001, 2000000000)\n"
           "INSERT INTO old_price VALUES (:n, 3, :write_id);\n";
  }
  load::Driver clients(const std::string& name, int number, std::uint64_t seed) {
    auto app = load::read_app(app_.path());
    EXPECT_TRUE(app) << app.error().what;
    app->connections = number;
    auto driver = load::Driver::start(*std::move(app), target(name),
                                      {.rate = 0, .seed = seed, .threads = 1, .first_write_id = after_the_shops_own});
    EXPECT_TRUE(driver) << driver.error().what;
    return *std::move(driver);
  }
  static std::int64_t done(const load::Driver& driver) { return driver.measured().all(0, 1e6).done; }
  // The writes of a driver, held against the database as it was in the beginning; the old schema.
  load::Audit audited(load::Driver& driver, const std::string& name) {
    driver.finish();
    auto server = connect(cluster, name);
    auto found = load::audit(server, driver.app(), driver.ledgers());
    EXPECT_TRUE(found) << found.error().what;
    return *found;
  }

  // There and back until so much is written, killed by lot on the way. What is not as it should be.
  std::string there_and_back(std::uint64_t seed, int number, std::int64_t writes) {
    std::mt19937_64 chance(seed);
    auto below = [&](std::size_t end) { return static_cast<std::size_t>(chance() % end); };
    auto name = database();
    auto before = catalog(name);
    auto driver = clients(name, number, seed);
    for (ways_ = 0; ways_ < 4 || done(driver) < writes; ++ways_) {
      auto way = ways_ % 2 ? Way::back : Way::there;
      if (below(3) != 0)
        try_it(name, way, every_trouble[below(every_trouble.size())], 1 + static_cast<int>(below(250)),
               static_cast<Moment>(below(3)));
      if (auto why = bring(name, way); !why.empty()) return fmt::format("way {}: {}", ways_, why);
    }
    if (auto why = bring(name, Way::back); !why.empty()) return why;
    auto found = audited(driver, name);
    acknowledged_ = found.acknowledged;
    if (auto differs = differences(before, catalog(name)); !differs.empty()) return differs;
    gone(name);
    if (found.clean()) return "";
    return fmt::format("lost {}, doubled {}, uninvited {} of {}: {}", found.lost, found.doubled, found.uninvited,
                       found.acknowledged, join(found.examples, "; "));
  }

  os::TemporaryFolder app_ = std::move(*os::TemporaryFolder::make("app"));
  std::int64_t acknowledged_ = 0;
  int ways_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Majors, Writes, ::testing::ValuesIn(tested_majors()), ::testing::PrintToStringParamName());

TEST_P(Writes, AreThereOnceThatWereAcknowledged) {
  constexpr std::array clients{16, 32, 64};
  auto writes = environment_number("ANTE_TEST_WRITES", 33'500);
  Campaign("writes").play(
      3, [&](std::uint64_t seed) { return there_and_back(seed, clients[seed % clients.size()], writes); },
      [&] { return acknowledged_; });
}

// The ledger is no use where it does not notice.
TEST_P(Writes, ThatAStepLosesOrDoublesAreNoticed) {
  auto broken_at = [&](const std::string& name, ship::Block up, ship::Block down) {
    auto plan = Shipping::plan(name);
    plan.steps.back() = {.title = "broken on purpose", .up = std::move(up), .down = std::move(down)};
    auto driver = clients(name, 16, 1);
    EXPECT_TRUE(eventually([&] { return done(driver) > 200; }));
    auto there = apply(target(name), plan);
    EXPECT_TRUE(there) << said(there);
    auto back = undo(target(name));
    EXPECT_TRUE(back) << said(back);
    return audited(driver, name);
  };
  auto columns = "(id int PRIMARY KEY, price numeric, receipt bigint)";
  auto not_put_aside = broken_at(database(), inside({"DROP TABLE old_price"}),
                                 inside({fmt::format("CREATE TABLE old_price {}", columns)}));
  EXPECT_GT(not_put_aside.lost, 0);
  auto copied = broken_at(database(), inside({"CREATE TABLE kept AS SELECT * FROM old_price", "DROP TABLE old_price"}),
                          inside({fmt::format("CREATE TABLE old_price {}", columns), "INSERT INTO old_price TABLE kept",
                                  "INSERT INTO old_price SELECT -id, price, receipt FROM kept", "DROP TABLE kept"}));
  EXPECT_GT(copied.doubled, 0);
  auto emptied = broken_at(
      database(), inside({"ALTER TABLE purchase RENAME receipt TO ante_kept_receipt"}),
      inside({"ALTER TABLE purchase DROP COLUMN ante_kept_receipt", "ALTER TABLE purchase ADD COLUMN receipt bigint"}));
  EXPECT_GT(emptied.lost, 0);
}

}  // namespace
