// Which queries a change can touch. A query that is passed over must keep its plan: where that is not known, it is
// asked again.
#include "rehearse/reach.h"

#include <gtest/gtest.h>

namespace ante::tests {
namespace {

using catalog::Difference;
using rehearse::PlanNode;
using rehearse::Reach;

class Reaches : public testing::Test {
 protected:
  Reaches() {
    auto& tables = snapshot_.catalog.tables;
    tables.push_back({.name = "public.orders", .kind = "table"});
    tables.push_back({.name = "public.seen", .kind = "view"});
    tables.push_back({.name = "public.log", .kind = "partitioned"});
    tables.push_back({.name = "public.log_1", .kind = "table", .parents = {"public.log"}});
  }
  rehearse::StatementOutcome& change(std::string sql) {
    rehearse::StatementOutcome outcome;
    outcome.step.sql = std::move(sql);
    statements_.push_back(std::move(outcome));
    return statements_.back();
  }
  bool touches(const std::string& text, Result<PlanNode> before) const {
    snapshot::Shape shape;
    shape.text = text;
    return Reach(snapshot_, statements_, {}).touches(shape, before);
  }
  static PlanNode scan(std::string relation, std::string index = {}) {
    PlanNode inner, outer;
    inner.relation = std::move(relation), inner.index = std::move(index);
    outer.children.push_back(std::move(inner));
    return outer;
  }
  snapshot::Snapshot snapshot_;
  std::vector<rehearse::StatementOutcome> statements_;
};

TEST_F(Reaches, WhatIsLockedAndWhatIsNot) {
  change("ALTER TABLE orders ADD COLUMN x int").effects.locks = {
      {"public.orders", "table", "AccessExclusiveLock", true, true}};
  EXPECT_TRUE(touches("SELECT 1 FROM orders", scan("orders")));
  EXPECT_FALSE(touches("SELECT 1 FROM other", scan("other")));
  EXPECT_TRUE(touches("SELECT 1 FROM seen", scan("orders"))) << "through a view";
  EXPECT_TRUE(touches("SELECT 1 FROM seen", undecided("no plan"))) << "who knows what it reads";
  EXPECT_FALSE(touches("SELECT 1 FROM other", undecided("no plan")));
  EXPECT_TRUE(touches("SELECT FROM WHERE", undecided("no plan"))) << "who knows what it is";
}

TEST_F(Reaches, PartitionsAndTheirTable) {
  change("CREATE INDEX ON log_1 (a)").effects.locks = {{"public.log_1", "table", "ShareLock", false, true}};
  EXPECT_TRUE(touches("SELECT 1 FROM log", scan("log_2")));
}

TEST_F(Reaches, NewNamesMayTakeTheOldOnesPlace) {
  change("CREATE TABLE v2.other (a int)").effects.catalog = {
      {Difference::What::added, "table", "v2.other", "", "", ""}};
  EXPECT_TRUE(touches("SELECT 1 FROM other", scan("other")));
  EXPECT_FALSE(touches("SELECT 1 FROM orders", scan("orders")));
}

TEST_F(Reaches, WhatCannotBeSeenToTheEndReachesEverything) {
  for (auto* sql :
       {"DO $$ BEGIN END $$", "ALTER ROLE app SET enable_hashjoin = off", "SELECT change_it()", "ANALYZE"}) {
    statements_.clear();
    change(sql);
    EXPECT_TRUE(touches("SELECT 1 FROM other", scan("other"))) << sql;
  }
  for (auto* kind : {"function", "policy", "role", "other"}) {
    statements_.clear();
    change("CREATE TABLE t (a int)").effects.catalog = {{Difference::What::added, kind, "public.x", "", "", ""}};
    EXPECT_TRUE(touches("SELECT 1 FROM other", scan("other"))) << kind;
  }
}

TEST_F(Reaches, RightsReachTheirTable) {
  change("GRANT SELECT ON orders TO app").effects.catalog = {
      {Difference::What::added, "grant", "SELECT on table public.orders to app by owner", "", "", ""}};
  EXPECT_TRUE(touches("SELECT 1 FROM orders", scan("orders")));
  EXPECT_FALSE(touches("SELECT 1 FROM other", scan("other")));
}

}  // namespace
}  // namespace ante::tests
